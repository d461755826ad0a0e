import type { HookOutcome } from "../../framework/index.ts";
import type { ExchangeState } from "../exchange-state.ts";
import { isEditable } from "./plugin-headers.ts";

/** Headers that plugins want on the exchange's response, denied or not. Framing headers are Envoy's and stay. */
export function gatherHeaders(
  state: Pick<ExchangeState, "responseHeaders">,
  outcome: HookOutcome<unknown>,
): void {
  for (const [key, value] of Object.entries(outcome.http_headers)) {
    const name = key.toLowerCase();
    if (isEditable(name, value)) state.responseHeaders.set(name, value);
  }
}
