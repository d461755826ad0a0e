import type { Call, Case } from "./case.ts";

const toolCall: Call = {
  hook: "tool_pre_invoke",
  payload: { name: "t", args: { a: "1" } },
  context: {},
};

/** The calls of a case, with defaults filled in. */
export function callsOf({ calls = [{}] }: Case): readonly Call[] {
  return calls.map((call) => ({ ...toolCall, ...call }));
}

/** Milliseconds a plugin of the case may take: next to no time only where one never answers. */
export function timeoutOf({ plugins, timeout_ms }: Case): number {
  const hangs = plugins.some(({ script }) => script.some((step) => "hang" in step));
  return timeout_ms ?? (hangs ? 20 : 30_000);
}
