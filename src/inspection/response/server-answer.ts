import type { JsonValue } from "../../framework/index.ts";
import { bareDiscovery } from "../../mcp/bare-discovery.ts";
import type { JsonDocument, JsonNode } from "../../mcp/json/document.ts";
import { encodeJson, replaceNode } from "../../mcp/json/splice.ts";
import { answerParts, introduces, type Part } from "../../mcp/parts.ts";
import { fetches, rememberTask } from "../correlated.ts";
import type { ExchangeState } from "../exchange-state.ts";
import { runParts } from "../hooks/parts.ts";
import { type Registration, registrationOf } from "../hooks/registration.ts";
import { type AnsweredCall, runResultHook } from "../hooks/result-hooks.ts";
import type { WrittenEdit } from "../hooks/written-edit.ts";
import { type Steps, waitFor } from "../steps.ts";
import { judged, type ServerMessageVerdict, wantsOf } from "./answer.ts";

/** The result or error object of an answer, and the request it answers if that is known. */
export interface Answer {
  readonly document: JsonDocument;
  readonly node: JsonNode;
  readonly root: JsonNode;
  readonly kind: "result" | "error";
  readonly call: AnsweredCall | undefined;
}

/** Inspects an answer of the server. @param rawId to deny it under */
export function* inspectServerAnswer(
  state: ExchangeState,
  located: Answer,
  rawId: string | undefined,
): Steps<ServerMessageVerdict> {
  const { document, root, kind, call } = located;
  const answer = { kind, node: root, method: call?.method, startedBy: call?.startedBy?.method };
  const parts = answerParts(document, answer, "server", wantsOf(state));
  const registration = introduces(document, answer)
    ? yield* waitFor(registrationOf(state, document, root, call?.method ?? ""))
    : undefined;
  return yield* runAnswer(state, located, parts, rawId, registration);
}

function* runAnswer(
  state: ExchangeState,
  { document, node, root, kind, call }: Answer,
  methodParts: readonly Part[],
  rawId: string | undefined,
  registration: Registration | undefined,
): Steps<ServerMessageVerdict> {
  const { method, subject, startedBy } = call ?? {};
  const passed = (): void => {
    if (kind === "result" && call && !fetches(call.method))
      rememberTask(state, "server", document, root, call);
  };
  const answered = (): void => {
    if (call) call.answered = true;
  };
  const parts = registration ? [...registration.before, ...methodParts, ...registration.after] : methodParts;
  if (parts.length === 0) {
    answered();
    passed();
    return { kind: "pass", splices: [] };
  }
  const sizeHint = document.end(root) - document.start(root);
  // What is told of a task is told of what started it.
  const about = call && fetches(call.method) ? startedBy : call;
  const run = (part: Part, value: JsonValue) =>
    runResultHook(state, part, value, part.path.length === 0 ? about : startedBy, sizeHint);
  const toldId = call?.rawId ?? rawId;
  const message = { document, node, member: kind, root, parts, rawId: toldId, run };
  const edit = yield* runParts(state, message);
  answered();
  const verdict = judged(state, edit, { method, subject, toldId, rawId, isCall: false });
  const bare = kind === "result" ? filtered(state, document, root, method, verdict, edit) : undefined;
  if (bare) return bare;
  if (verdict.kind === "pass") passed();
  if (verdict.kind === "pass" && !edit.outcome.modified) registration?.accepted();
  return verdict;
}

/**
 * A denied answer to `server/discover` would make clients fall back to an older revision, so it goes on without the
 * server's words. That of a server which is not to be registered is denied.
 */
function filtered(
  state: ExchangeState,
  document: JsonDocument,
  result: JsonNode,
  method: string | undefined,
  verdict: ServerMessageVerdict,
  { outcome }: WrittenEdit,
): ServerMessageVerdict | undefined {
  if (verdict.kind !== "deny" || method !== "server/discover") return undefined;
  const registers = outcome.executions.some(
    ({ hook, violation }) => hook.startsWith("server_") && violation === outcome.violation,
  );
  if (registers || state.parts.settings.denial.discover === "error") return undefined;
  const bare = bareDiscovery(document.value(result));
  if (bare === undefined) return undefined;
  return {
    kind: "pass",
    splices: [replaceNode(document, result, encodeJson(bare))],
    decision: verdict.decision,
  };
}
