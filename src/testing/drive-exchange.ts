import { systemClock } from "../framework/clock.ts";
import type { InspectionObserver, InspectionParts } from "../inspection/exchange-state.ts";
import { mergeChanges, pluginHeaders } from "../inspection/headers/plugin-headers.ts";
import { createInspector } from "../inspection/inspector.ts";
import type {
  BodyVerdict,
  Decision,
  ExchangeInspection,
  HeaderChanges,
  Headers,
  HttpDenial,
} from "../inspection/verdict.ts";
import type { Correlation } from "../state/correlation.ts";
import { memoryState } from "../state/state.ts";
import { type HookRunRecord, recordHooks } from "./hook-recorder.ts";
import {
  bodilessDefaults,
  bodyBytes,
  emptyResponseDefaults,
  eventBytes,
  eventsResponseDefaults,
  jsonResponseDefaults,
  type RecordedExchange,
  type RecordedRequest,
  type RecordedResponse,
  requestDefaults,
  wireHeaders,
} from "./recorded-exchange.ts";

/** What is needed of a loaded configuration to inspect exchanges. */
export interface DriveParts extends Pick<InspectionParts, "hooks" | "settings" | "enabled"> {
  /** What exchanges leave for later ones; without it each stands alone. */
  readonly correlation?: Correlation;
}

/** An HTTP message as its receiver sees it. */
export interface Delivery {
  /** HTTP status of a response; undefined for a request. */
  readonly status: number | undefined;
  /** Lower-case names, without pseudo headers; repeated ones joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * What became of one side. `modified` speaks of the body; headers may change beside it. `answered`: a plugin has answered
 * the request, which went to nobody.
 */
export type LegAction = "allowed" | "modified" | "answered" | "denied";

/** One side of an exchange: the request, or the response. */
export interface DrivenLeg {
  readonly action: LegAction;
  /** Every decision that was taken, in order. */
  readonly decisions: readonly Decision[];
  /** The body before the adapter. */
  readonly original: string;
  /** Its headers, as in a delivery. */
  readonly originalHeaders: Readonly<Record<string, string>>;
}

/** What an exchange came to. */
export interface DrivenExchange {
  /** Undefined: no request was recorded. */
  readonly request: DrivenLeg | undefined;
  /** Undefined: none was recorded, or the request never reached the server. */
  readonly response: DrivenLeg | undefined;
  /** What the server received; undefined if nothing. */
  readonly server: Delivery | undefined;
  /** What the client received; undefined if nothing was recorded that could come back. */
  readonly client: Delivery | undefined;
  readonly hooks: readonly HookRunRecord[];
  /** What threw inside the adapter; the message was denied then. */
  readonly faults: readonly unknown[];
}

/**
 * Takes an exchange through the inspection as Envoy would under the static configuration: whole request body, whole
 * JSON response, event stream piece by piece.
 */
export async function driveExchange(parts: DriveParts, recorded: RecordedExchange): Promise<DrivenExchange> {
  let leg: HookRunRecord["leg"] = "request";
  const { runner, runs } = recordHooks(parts.hooks, () => leg);
  const decisions: Record<HookRunRecord["leg"], Decision[]> = { request: [], response: [] };
  const faults: unknown[] = [];
  const observer: InspectionObserver = {
    decided: (decision) => decisions[leg].push(decision),
    faulted: (error) => faults.push(error),
    unfit() {},
  };
  const own = memoryState(parts.settings.state, systemClock);
  const { correlation = own.correlation } = parts;
  const inspection = createInspector({ ...parts, hooks: runner, observer, correlation }).open();
  try {
    const sent = recorded.request && (await driveRequest(inspection, recorded.request));
    leg = "response";
    const reached = sent?.goesOn !== false;
    const came =
      reached && recorded.response ? await driveResponse(inspection, recorded.response) : undefined;
    return {
      request: sent && legOf(sent, decisions.request),
      response: came && legOf(came, decisions.response),
      server: reached ? sent?.delivery : undefined,
      client: reached ? came?.delivery : sent?.delivery,
      hooks: runs,
      faults,
    };
  } finally {
    inspection.close();
    await own.store.close();
  }
}

interface Driven {
  readonly action: LegAction;
  /** Whether it reaches who it was sent to: a client's answer that is denied does, as an error. */
  readonly goesOn: boolean;
  readonly original: Original;
  /** To where it was sent, or for a denied or answered request to the client. */
  readonly delivery: Delivery;
}

/** A message before the adapter. */
interface Original {
  readonly headers: Headers;
  readonly body: string;
}

function legOf({ action, original }: Driven, decisions: readonly Decision[]): DrivenLeg {
  const { headers, body } = original;
  return { action, decisions, original: body, originalHeaders: pluginHeaders(headers) };
}

async function driveRequest(inspection: ExchangeInspection, recorded: RecordedRequest): Promise<Driven> {
  const { attributes = {}, metadata = {} } = recorded;
  const body = recorded.body === undefined ? undefined : bodyBytes(recorded.body);
  const headers = wireHeaders(recorded.headers, body ? requestDefaults : bodilessDefaults);
  const original = { headers, body: text(body) };
  const plan = await inspection.requestHead({
    headers,
    endOfStream: body === undefined,
    attributes: () => attributes,
    metadata: () => metadata,
    bodyReadable: true,
    responseReadable: true,
  });
  if (plan.kind === "deny") return denied(original, plan.denial);
  if (plan.kind === "pass" || body === undefined) {
    return {
      action: "allowed",
      goesOn: true,
      original,
      delivery: delivery(headers, plan.headers, original.body),
    };
  }
  const verdict = await inspection.requestBody(body);
  if (verdict.kind === "answer") return { ...denied(original, verdict.answer), action: "answered" };
  return judged(original, plan.headers, verdict);
}

async function driveResponse(inspection: ExchangeInspection, recorded: RecordedResponse): Promise<Driven> {
  const pieces = recorded.events?.map(eventBytes);
  const whole = recorded.body === undefined ? undefined : bodyBytes(recorded.body);
  const body = pieces ? Buffer.concat(pieces) : whole;
  const defaults = pieces ? eventsResponseDefaults : whole ? jsonResponseDefaults : emptyResponseDefaults;
  const headers = wireHeaders(recorded.headers, defaults);
  const original = { headers, body: text(body) };
  const plan = await inspection.responseHead({
    headers,
    endOfStream: body === undefined,
    bodyReadable: true,
  });
  if (plan.kind === "deny") return denied(original, plan.denial);
  if (plan.kind === "pass" || body === undefined) {
    return {
      action: "allowed",
      goesOn: true,
      original,
      delivery: delivery(headers, plan.headers, original.body),
    };
  }
  if (plan.kind === "events") {
    const { bytes, refused } = await driveEvents(inspection, pieces ?? [body]);
    const forwarded = text(bytes);
    const action = refused ? "denied" : forwarded === original.body ? "allowed" : "modified";
    // The length of an event stream is not known when its headers go out.
    const changes = mergeChanges(plan.headers, { remove: ["content-length"] });
    return { action, goesOn: true, original, delivery: delivery(headers, changes, forwarded) };
  }
  if (body.length > inspection.limits.responseBodyBytes) {
    return denied(original, inspection.bodyFailed("response", "too_large"));
  }
  return judged(original, plan.headers, await inspection.responseBody(body));
}

/** All events that go on, and whether any was denied. */
async function driveEvents(
  inspection: ExchangeInspection,
  pieces: readonly Uint8Array[],
): Promise<{ readonly bytes: Uint8Array; readonly refused: boolean }> {
  const out: Uint8Array[] = [];
  let refused = false;
  for (const [index, piece] of pieces.entries()) {
    const verdict = await inspection.responseEvents(piece, index === pieces.length - 1, (bytes, decision) => {
      out.push(bytes);
      refused ||= decision?.action === "denied";
    });
    out.push(verdict.bytes);
    refused ||= verdict.decision?.action === "denied";
    if (verdict.end) break;
  }
  return { bytes: Buffer.concat(out), refused };
}

function judged(original: Original, planned: HeaderChanges | undefined, verdict: BodyVerdict): Driven {
  if (verdict.kind === "deny") return denied(original, verdict.denial);
  const body = verdict.kind === "replace" ? text(verdict.body) : original.body;
  const changes = verdict.headers ? mergeChanges(planned, verdict.headers) : planned;
  const action =
    verdict.decision?.action === "denied" ? "denied" : body === original.body ? "allowed" : "modified";
  return {
    action,
    goesOn: true,
    original,
    delivery: delivery(original.headers, changes, body, verdict.kind === "replace"),
  };
}

function denied(original: Original, { status, headers, body }: HttpDenial): Driven {
  const given = pluginHeaders(headers);
  return {
    action: "denied",
    goesOn: false,
    original,
    delivery: { status, headers: given, body: text(body) },
  };
}

function delivery(
  headers: Headers,
  changes: HeaderChanges | undefined,
  body: string,
  rewritten = false,
): Delivery {
  const { set = [], remove = [] } = changes ?? {};
  const replaced = new Set([...remove, ...set.map(([name]) => name)]);
  const after = [...headers.filter(([name]) => !replaced.has(name)), ...set];
  const status = after.find(([name]) => name === ":status")?.[1];
  const seen = pluginHeaders(after);
  if (rewritten && seen["content-length"] !== undefined) {
    seen["content-length"] = String(Buffer.byteLength(body));
  }
  return { status: status === undefined ? undefined : Number(status), headers: seen, body };
}

function text(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "" : Buffer.from(bytes).toString();
}
