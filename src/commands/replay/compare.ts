import type { Delivery, DrivenExchange, DrivenLeg } from "../../testing/drive-exchange.ts";

/** How one side of an exchange came out otherwise under the second configuration. No payload is in it. */
export interface Difference {
  /** Line of the recording. */
  readonly line: number;
  readonly leg: "request" | "response";
  readonly method?: string;
  /** Tool, prompt or resource. */
  readonly name?: string;
  /** `verdict`: one denies, or answers in the server's place; `text`: what is forwarded differs; `headers`: nothing but headers do. */
  readonly kind: "verdict" | "text" | "headers";
  readonly before: LegEnd;
  readonly after: LegEnd;
}

/** What a side came to. `unreached`: the other side was denied before. */
export interface LegEnd {
  readonly action: DrivenLeg["action"] | "unreached";
  /** Of the plugin or check that decided. */
  readonly plugin?: string;
  readonly code?: string;
}

/** Every difference between the same recording under two configurations. */
export function differences(line: number, before: DrivenExchange, after: DrivenExchange): Difference[] {
  const found: Difference[] = [];
  const compare = (leg: Difference["leg"], a: Delivery | undefined, b: Delivery | undefined): void => {
    const ends = { before: legEnd(before[leg]), after: legEnd(after[leg]) };
    const kind = kindOf(ends.before, ends.after, a, b);
    if (kind) found.push({ line, leg, ...about(before[leg] ?? after[leg]), kind, ...ends });
  };
  if (before.request || after.request)
    compare("request", delivered(before, "request"), delivered(after, "request"));
  if (before.response || after.response) {
    compare("response", delivered(before, "response"), delivered(after, "response"));
  }
  return found;
}

/** Where a side's message went: on, or back to the client where it was denied or answered. */
function delivered(exchange: DrivenExchange, leg: Difference["leg"]): Delivery | undefined {
  if (leg === "response") return exchange.response && exchange.client;
  return endsHere(exchange.request?.action) ? exchange.client : exchange.server;
}

function endsHere(action: LegEnd["action"] | undefined): boolean {
  return action === "denied" || action === "answered";
}

function kindOf(
  before: LegEnd,
  after: LegEnd,
  a: Delivery | undefined,
  b: Delivery | undefined,
): Difference["kind"] | undefined {
  const denied = (end: LegEnd) => end.action === "denied";
  const answered = (end: LegEnd) => end.action === "answered";
  if (answered(before) !== answered(after)) return "verdict";
  if (denied(before) !== denied(after) || reached(before) !== reached(after)) return "verdict";
  if (denied(before) && (before.code !== after.code || before.plugin !== after.plugin)) return "verdict";
  if (a?.body !== b?.body || a?.status !== b?.status) return "text";
  return sameHeaders(a?.headers ?? {}, b?.headers ?? {}) ? undefined : "headers";
}

function reached(end: LegEnd): boolean {
  return end.action !== "unreached";
}

function sameHeaders(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
}

/** The decision that tells most: the denial, where there is one. */
function legEnd(leg: DrivenLeg | undefined): LegEnd {
  if (!leg) return { action: "unreached" };
  const decision = leg.decisions.find(({ action }) => action === leg.action) ?? leg.decisions.at(-1);
  return {
    action: leg.action,
    ...(decision?.plugin !== undefined && { plugin: decision.plugin }),
    ...(decision?.code !== undefined && { code: decision.code }),
  };
}

function about(leg: DrivenLeg | undefined): Pick<Difference, "method" | "name"> {
  const decision = leg?.decisions.find(({ method }) => method !== undefined);
  return {
    ...(decision?.method !== undefined && { method: decision.method }),
    ...(decision?.name !== undefined && { name: decision.name }),
  };
}
