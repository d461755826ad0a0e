import type { Step, Violation } from "../case.ts";

/** A violation with every field. */
export const whole: Violation = {
  reason: "r",
  description: "d",
  code: "CODE",
  details: { n: 1, list: ["x"], deep: { ok: true } },
  mcp_error_code: -32111,
  http_status_code: 429,
  http_headers: { "Retry-After": "3" },
};

/** The least that cpex takes for a violation. */
export const least: Violation = { reason: "r", description: "d", code: "C" };

export const denying: readonly Step[] = [{ deny: least }];
export const nothing: readonly Step[] = [];

/** Sets the argument `x`. */
export function setting(x: string): readonly Step[] {
  return [{ set_args: { x } }];
}
