import { toolErrorResult } from "../../mcp/denial.ts";
import { revisionOf } from "../../mcp/headers.ts";
import { idKeyOf } from "../../mcp/message.ts";
import type { ExchangeState } from "../exchange-state.ts";
import { type Refusal, refusalBody } from "./denials.ts";

/**
 * The text in the place of an answer that is denied: an error, or the result of a tool that says why, where plugins deny
 * and `denial.tool_errors` asks for it.
 * @param rawId of the answer, as it stood in the source
 */
export function deniedAnswer(state: ExchangeState, refusal: Refusal, rawId: string | undefined): Uint8Array {
  const { denial } = state.parts.settings;
  const asResult =
    denial.tool_errors === "result" &&
    refusal.byPlugin &&
    rawId !== undefined &&
    state.calls.get(idKeyOf(rawId))?.method === "tools/call";
  return asResult
    ? toolErrorResult(rawId, refusal.message, revisionOf(state.requestHeaders).name)
    : refusalBody(refusal, rawId);
}
