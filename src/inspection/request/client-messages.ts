import { contradiction, revisionOf } from "../../mcp/headers.ts";
import type { JsonDocument, JsonNode } from "../../mcp/json/document.ts";
import { idKey, type LocatedMessage, readMessage } from "../../mcp/message.ts";
import { ownRefusal, type Refusal, rpcCodes } from "../denials/denials.ts";
import { type RefusedMessage, refusedDocument, refuseMessage } from "../denials/refused-message.ts";
import type { ExchangeState } from "../exchange-state.ts";
import { messageStrictness } from "../strictness.ts";
import type { BodyVerdict } from "../verdict.ts";

/**
 * The messages of a client's body, or the verdict that refuses it. A batch only where the revision of the request has
 * batches.
 */
export function readClientMessages(
  state: ExchangeState,
  document: JsonDocument,
): LocatedMessage[] | { readonly verdict: BodyVerdict } {
  const { settings } = state.parts;
  const nodes: JsonNode[] = [];
  if (document.kind(document.root) === "array") {
    const { batches } = settings.strict;
    const allowed =
      batches === "inspect" || (batches === "by_revision" && revisionOf(state.requestHeaders).batches);
    if (!allowed || document.size(document.root) === 0)
      return refuse(
        state,
        ownRefusal("batch", "batches are not part of this revision", rpcCodes.invalidRequest),
      );
    state.batched = true;
    document.eachElement(document.root, (element) => nodes.push(element));
  } else {
    nodes.push(document.root);
  }
  const strict = messageStrictness(settings);
  const located: LocatedMessage[] = [];
  for (const node of nodes) {
    const read = readMessage(document, node, strict);
    if (!read.ok) {
      const { code, rpcCode, id } = read.problem;
      const refusal = ownRefusal(code, `the message is not acceptable: ${code}`, rpcCode);
      const one = state.batched ? { kind: "unknown" as const, id } : refusedDocument(settings, document);
      return refuse(state, refusal, { ...one, id: one.id ?? id });
    }
    located.push({ document, node, message: read.message });
  }
  if (hasRepeatedId(document, located))
    return refuse(
      state,
      ownRefusal("duplicate_id", "two requests have the same id", rpcCodes.invalidRequest),
    );
  if (settings.strict.header_mismatch) {
    const problem = contradiction(state.requestHeaders, located);
    const first = located[0]?.message;
    const id = first?.kind === "request" ? document.source(first.id) : undefined;
    if (problem)
      return refuse(state, ownRefusal("header_mismatch", problem, rpcCodes.headerMismatch), {
        kind: "unknown",
        id,
      });
  }
  return located;
}

/** Two requests of one id: their answers could not be told apart, nor whose policy applies to which. */
function hasRepeatedId(document: JsonDocument, located: readonly LocatedMessage[]): boolean {
  if (located.length === 1) return false;
  const ids = located.flatMap(({ message }) =>
    message.kind === "request" ? [idKey(document, message.id)] : [],
  );
  return new Set(ids).size < ids.length;
}

function refuse(
  state: ExchangeState,
  refusal: Refusal,
  message: RefusedMessage = { kind: "unknown", id: undefined },
): { readonly verdict: BodyVerdict } {
  return { verdict: refuseMessage(state, refusal, message, "malformed") };
}
