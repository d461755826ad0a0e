import { denialHeaders } from "../denials/denials.ts";
import { deniedAnswer } from "../denials/denied-answer.ts";
import type { ExchangeState } from "../exchange-state.ts";
import type { BodyVerdict, HeaderChanges } from "../verdict.ts";
import { onlyCallId, type ServerMessageVerdict } from "./answer.ts";

type Denied = Extract<ServerMessageVerdict, { kind: "deny" }>;

/** The denial in the answer's place. A batch's answers are refused together. */
export function replacedResponse(
  state: ExchangeState,
  { refusal, rawId, isCall, decision }: Denied,
): BodyVerdict {
  const { settings } = state.parts;
  const single = deniedAnswer(state, refusal, onlyCallId(state) ?? (isCall ? undefined : rawId));
  const body = state.batched
    ? Buffer.from(
        `[${[...state.calls.values()].map((call) => Buffer.from(deniedAnswer(state, refusal, call.rawId)).toString()).join(",")}]`,
      )
    : single;
  const headers: HeaderChanges = {
    set: denialHeaders(settings, refusal, state.responseHeaders),
    remove: ["content-encoding"],
  };
  // The reference adapter answers in the server's place, whose status and headers are lost.
  if (settings.compat === "reference") {
    const details = `plugins_adapter:${refusal.code}`;
    return { kind: "deny", denial: { status: 200, headers: headers.set ?? [], body, details }, decision };
  }
  return { kind: "replace", body, headers, decision };
}

/** Headers that plugins set on the response of an allowed exchange. */
export function pluginHeaderChanges(state: ExchangeState): { headers?: HeaderChanges } {
  return state.responseHeaders.size === 0 ? {} : { headers: { set: [...state.responseHeaders] } };
}
