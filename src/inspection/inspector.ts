import { readJson } from "../mcp/json/reader.ts";
import { readMessage } from "../mcp/message.ts";
import { refuseExchange } from "./answer.ts";
import { decode } from "./content-encoding.ts";
import { problemDecision } from "./decision.ts";
import { ownRefusal, refuseRequest, rpcCodes } from "./denials.ts";
import { createEventsInspection, type EventsInspection } from "./events.ts";
import { type ExchangeState, headerValue, type InspectionParts, newExchangeState } from "./exchange-state.ts";
import { failedBody, failedEvents, failedRequest, failedResponse } from "./fail-closed.ts";
import { inspectRequestBody, refuseStrayBody } from "./request-body.ts";
import { isBodiless, planRequest } from "./request-head.ts";
import { inspectResponseBody } from "./response-body.ts";
import { planResponse } from "./response-head.ts";
import { jsonLimits, jsonStrictness, messageStrictness } from "./strictness.ts";
import type {
  BodyFailure,
  BodyVerdict,
  EventsVerdict,
  ExchangeInspection,
  HttpDenial,
  InspectionLimits,
  Inspector,
} from "./verdict.ts";

/** Makes the inspector: what stands between Envoy's frames and the plugins. */
export function createInspector(parts: InspectionParts): Inspector {
  const { limits } = parts.settings;
  const frameLimits: InspectionLimits = {
    requestBodyBytes: limits.request_body_bytes,
    responseBodyBytes: limits.response_body_bytes,
    bodyTimeoutMs: limits.body_timeout_ms,
    messageBudgetMs: limits.message_budget_ms,
  };
  return { open: () => (parts.enabled ? openInspection(parts, frameLimits) : passEverything(frameLimits)) };
}

function openInspection(parts: InspectionParts, limits: InspectionLimits): ExchangeInspection {
  const state = newExchangeState(parts);
  let events: EventsInspection | undefined;
  const pushEvents = (piece: Uint8Array, end: boolean): Promise<EventsVerdict> => {
    events ??= createEventsInspection(state);
    return events.push(piece, end);
  };
  return {
    limits,
    requestHead: (head) => failedRequest(state, () => planRequest(state, head)),
    requestBody: (body) =>
      failedBody(state, () =>
        isBodiless(state) ? refuseStrayBody(state, body) : inspectRequestBody(state, body),
      ),
    responseHead: (head) => failedResponse(state, () => planResponse(state, head)),
    responseBody: (body) => failedBody(state, () => wholeResponse(state, body, pushEvents)),
    responseEvents: (piece, end) => failedEvents(state, () => pushEvents(piece, end)),
    bodyFailed: (direction, failure, body) => refuseBody(state, direction, failure, body),
    close() {
      state.abort.abort();
      parts.hooks.releaseContexts(state.context.request_id);
    },
  };
}

/** A whole response body: inflated where it is encoded, read as events where no header says what it is but it looks so. */
async function wholeResponse(
  state: ExchangeState,
  body: Uint8Array,
  pushEvents: (piece: Uint8Array, end: boolean) => Promise<EventsVerdict>,
): Promise<BodyVerdict> {
  const encoding = headerValue(state.responseHeadersSeen, "content-encoding")?.trim().toLowerCase();
  if (encoding !== undefined && encoding !== "identity" && encoding !== "") {
    const plain = await decode(body, encoding, mostInflated(state, body));
    if (plain === undefined) {
      const refusal = ownRefusal(
        "content_encoding",
        "the server's body is encoded and can't be inspected",
        rpcCodes.internal,
        502,
      );
      return {
        kind: "deny",
        denial: refuseExchange(state, refusal),
        decision: { verdict: "error", action: "denied", code: "content_encoding" },
      };
    }
    const verdict = await inspectResponseBody(state, plain);
    if (verdict.kind !== "pass") return verdict;
    const headers = { ...verdict.headers, remove: [...(verdict.headers?.remove ?? []), "content-encoding"] };
    return { ...verdict, kind: "replace", body: plain, headers, headersRequired: true };
  }
  if (state.responseHeadersSeen === undefined && !startsLikeJson(body)) {
    const verdict = await pushEvents(body, true);
    const decided = verdict.decision && { decision: verdict.decision };
    return verdict.bytes === body
      ? { kind: "pass", ...decided }
      : { kind: "replace", body: verdict.bytes, ...decided };
  }
  return inspectResponseBody(state, body);
}

/** A body may inflate to the configured limit, and to no more than so many times its size. */
function mostInflated(state: ExchangeState, body: Uint8Array): number {
  const { response_body_bytes, inflate_ratio } = state.parts.settings.limits;
  return Math.min(response_body_bytes, body.length * inflate_ratio);
}

function startsLikeJson(body: Uint8Array): boolean {
  const first = body.find((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
  return first === undefined || first === 0x7b || first === 0x5b;
}

/** The answer for a body that never became whole. A request's id is looked for, so that its client can place the error. */
function refuseBody(
  state: ExchangeState,
  direction: "request" | "response",
  failure: BodyFailure,
  body: Uint8Array | undefined,
): HttpDenial {
  const tooLarge = failure === "too_large";
  const code = `${direction}_${failure}`;
  const text = tooLarge
    ? `the ${direction} body is too large to inspect`
    : `the ${direction} body did not arrive in time`;
  const status = direction === "response" ? 502 : tooLarge ? 413 : 408;
  const refusal = ownRefusal(code, text, rpcCodes.invalidRequest, status);
  state.parts.observer.decided(problemDecision(code), state.context.request_id);
  const rawId = direction === "request" && body ? requestId(state, body) : undefined;
  if (rawId === undefined) return refuseExchange(state, refusal);
  return refuseRequest({ ...refusal, httpStatus: 200 }, rawId, state.parts.settings);
}

/** The id of a request too large to inspect. The text was received whole, so reading it once more is bounded. */
function requestId(state: ExchangeState, body: Uint8Array): string | undefined {
  const reading = readJson(
    body,
    jsonLimits(state.parts.settings, body.length),
    jsonStrictness(state.parts.settings),
  );
  if (!reading.ok) return undefined;
  const read = readMessage(reading.document, reading.document.root, messageStrictness(state.parts.settings));
  return read.ok && read.message.kind === "request" ? reading.document.source(read.message.id) : undefined;
}

/** Plugins are switched off by PLUGINS_ENABLED=false: traffic passes unread, which start-up says loudly. */
function passEverything(limits: InspectionLimits): ExchangeInspection {
  return {
    limits,
    requestHead: () => ({ kind: "pass", response: "ignore" }),
    requestBody: () => ({ kind: "pass" }),
    responseHead: () => ({ kind: "pass" }),
    responseBody: () => ({ kind: "pass" }),
    responseEvents: (bytes) => ({ bytes }),
    bodyFailed: () => ({
      status: 500,
      headers: [],
      body: new Uint8Array(0),
      details: "plugins_adapter:disabled",
    }),
    close() {},
  };
}
