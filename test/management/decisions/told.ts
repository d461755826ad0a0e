/** Decisions as the inspection tells of them: `history.decided(...told({ name: "t" }))`. */
import type { ExecutionRecord } from "../../../src/framework/index.ts";
import type { DecisionSource } from "../../../src/inspection/exchange-state.ts";
import type { Decision } from "../../../src/inspection/verdict.ts";

export const run: ExecutionRecord = {
  plugin: "p",
  hook: "tool_pre_invoke",
  mode: "enforce",
  verdict: "allow",
  action: "allowed",
  modified: false,
  duration_ns: 1000,
};

export function told(
  decision: Partial<Decision> = {},
  source: Partial<DecisionSource> = {},
): [Decision, DecisionSource] {
  return [
    { method: "tools/call", name: "t", verdict: "allow", action: "allowed", ...decision },
    {
      context: { request_id: "exchange", state: {}, metadata: {} },
      requestHeaders: undefined,
      leg: "request",
      bodyMode: undefined,
      rawId: undefined,
      executions: [run],
      violation: undefined,
      ...source,
    },
  ];
}
