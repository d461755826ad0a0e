import { type JsonDocument, type JsonNode, none } from "../../mcp/json/document.ts";
import { idKey, readMessage } from "../../mcp/message.ts";
import type { RequestRecord } from "../../state/record.ts";
import { findCall, isOwnAnswer } from "../correlated.ts";
import { ownRefusal, rpcCodes } from "../denials/denials.ts";
import { type Call, type ExchangeState, isHttpError } from "../exchange-state.ts";
import type { AnsweredCall } from "../hooks/result-hooks.ts";
import { type Steps, waitFor } from "../steps.ts";
import { messageStrictness } from "../strictness.ts";
import { mayAnswer, onlyCall, onlyCallId, refused, type ServerMessageVerdict } from "./answer.ts";
import { inspectServerAnswer } from "./server-answer.ts";
import { inspectServerCall } from "./server-call.ts";

/**
 * Inspects one message that a server sent, on any leg: its parts run their hooks. The verdict comes at once where no
 * hook has to run.
 * @param onlyAnswers the leg carries nothing but answers (a JSON body that answers a request)
 */
export function* inspectServerMessage(
  state: ExchangeState,
  document: JsonDocument,
  node: JsonNode,
  onlyAnswers: boolean,
): Steps<ServerMessageVerdict> {
  const read = readMessage(document, node, messageStrictness(state.parts.settings));
  if (!read.ok) {
    const { code, rpcCode, id, isCall } = read.problem;
    const refusal = ownRefusal(code, `the server's message is not acceptable: ${code}`, rpcCode);
    const usable = id !== undefined && (isCall || mayAnswer(state, id));
    return refused(state, refusal, usable ? id : undefined, isCall);
  }
  const { message } = read;
  if (message.kind === "request" || message.kind === "notification") {
    // What the client says to it may be in the answer.
    if (message.kind === "request" && !state.batched)
      for (const call of state.calls.values()) call.keepable = undefined;
    if (!onlyAnswers) return yield* inspectServerCall(state, document, node, message);
    return refused(
      state,
      ownRefusal("no_answer", "the server sent no answer", rpcCodes.invalidRequest),
      undefined,
    );
  }
  const call = callOf(state, document, message.id);
  const nameless = message.id === none || document.kind(message.id) === "null";
  // Errors under an HTTP error status have ids of the server's own making ("server-error" in Python's SDK).
  const anyones = message.kind === "error" && (nameless || isHttpError(state));
  if (state.calls.size > 0 && !call && !anyones) {
    return refused(
      state,
      // Not under its own id: the client may have a call of that id elsewhere.
      ownRefusal("foreign_id", "the answer is to another request", rpcCodes.invalidRequest),
      undefined,
    );
  }
  const { kind } = message;
  const root = kind === "result" ? message.result : message.error;
  const rawId = nameless ? undefined : document.source(message.id);
  const inspect = (about: AnsweredCall | undefined) =>
    inspectServerAnswer(state, { document, node, root, kind, call: about }, rawId);
  if (call) {
    const isOwn = yield* waitFor(call.isOwn ?? (state.callsOpened ? isOwnAnswer(state, call) : true));
    // Nothing is known of it then; here it is answered all the same.
    if (!isOwn) call.answered = true;
    return yield* inspect(isOwn ? call : undefined);
  }
  if (state.calls.size > 0 || nameless) return yield* inspect(undefined);
  return yield* inspect(recorded(yield* waitFor(findCall(state, idKey(document, message.id)))));
}

/**
 * Inspects a JSON object that stands in the place of an answer under an HTTP error status and is no message
 * (`{"error":"invalid_token"}`): plugins see it as they see an error object.
 */
export function inspectErrorBody(state: ExchangeState, document: JsonDocument): Steps<ServerMessageVerdict> {
  const call = onlyCall(state);
  const { root } = document;
  return inspectServerAnswer(state, { document, node: root, root, kind: "error", call }, onlyCallId(state));
}

/** What was kept of a call whose answer comes on a resumed stream. Which task it asked about is not. */
function recorded(record: RequestRecord | undefined): AnsweredCall | undefined {
  return (
    record && { method: record.method, ...(record.subject !== undefined && { subject: record.subject }) }
  );
}

function callOf(state: ExchangeState, document: JsonDocument, id: JsonNode): Call | undefined {
  if (id === none) return undefined;
  return state.calls.get(idKey(document, id));
}
