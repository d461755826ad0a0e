import type { JsonValue } from "../../framework/index.ts";
import type { JsonDocument, JsonNode } from "../../mcp/json/document.ts";
import type { Message } from "../../mcp/message.ts";
import { methodEntry } from "../../mcp/methods.ts";
import { callParts, type Part } from "../../mcp/parts.ts";
import { clientAnswerHooks } from "../../mcp/shapes.ts";
import { rememberServerRequest, startOfTask } from "../correlated.ts";
import type { ExchangeState } from "../exchange-state.ts";
import { type PartedMessage, runParts } from "../hooks/parts.ts";
import { runResultHook } from "../hooks/result-hooks.ts";
import { type Steps, waitFor } from "../steps.ts";
import { judged, type ServerMessageVerdict, wantsOf } from "./answer.ts";

/** A request or notification of the server, on a stream. */
export function* inspectServerCall(
  state: ExchangeState,
  document: JsonDocument,
  node: JsonNode,
  call: Extract<Message, { method: string }>,
): Steps<ServerMessageVerdict> {
  const wants = wantsOf(state);
  const passed = (): void => {
    if (call.kind === "request" && clientAnswerHooks.some(wants))
      rememberServerRequest(state, document, call);
  };
  // Its requests ask about tasks of the client, and hold nothing that a task came to.
  const started =
    call.kind === "notification" && methodEntry(call.method)?.requestHook === "task"
      ? yield* waitFor(startOfTask(state, "server", document, call.params))
      : undefined;
  const { method, params } = call;
  const parts = callParts(document, { ...call, startedBy: started?.method }, "server", wants);
  if (parts.length === 0) {
    passed();
    return { kind: "pass", splices: [] };
  }
  const rawId = call.kind === "request" ? document.source(call.id) : undefined;
  const sizeHint = document.end(node) - document.start(node);
  const run = (part: Part, value: JsonValue) => runResultHook(state, part, value, started, sizeHint);
  const message: PartedMessage = { document, node, member: "params", root: params, parts, rawId, run };
  const edit = yield* runParts(state, message);
  const verdict = judged(state, edit, { method, subject: undefined, toldId: rawId, rawId, isCall: true });
  if (verdict.kind === "pass") passed();
  return verdict;
}
