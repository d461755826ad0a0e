import { json, type Reply } from "./reply.ts";

/**
 * What came of a change to what runs. `invalid`: the configuration or a plugin is not right, and what ran before goes
 * on. `unknown`: no such plugin. `busy`: too many changes wait.
 */
export type Change =
  | { readonly ok: true; readonly generation: number; readonly restartNeeded: readonly string[] }
  | {
      readonly ok: false;
      readonly why: "invalid" | "unknown" | "busy" | "stopping";
      readonly problems: readonly string[];
    };

const statuses = { invalid: 422, unknown: 404, busy: 503, stopping: 503 } as const;
const errors = {
  invalid: "refused; what ran before goes on",
  unknown: "no such plugin",
  busy: "too many changes are under way",
  stopping: "the process is stopping",
} as const;

/** The answer to a change that was not made. */
export function refusal({ why, problems }: Extract<Change, { ok: false }>): Reply {
  return json(statuses[why], { error: errors[why], ...(why === "invalid" && { problems }) });
}
