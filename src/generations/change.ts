/** Why a configuration is read again. */
export type ReloadReason = "files" | "signal" | "request" | "retry";

/** What came of a change to what runs. */
export type Change =
  | {
      readonly ok: true;
      /** Number of the generation at work now. */
      readonly generation: number;
      /** Keys of changed settings that act only after a restart. */
      readonly restartNeeded: readonly string[];
    }
  | { readonly ok: false; readonly why: Refusal; readonly problems: readonly string[] };

/**
 * `invalid`: the configuration or a plugin is not right, and what ran before goes on. `unknown`: no such plugin.
 * `busy`: too many changes wait. `stopping`: the process ends.
 */
export type Refusal = "invalid" | "unknown" | "busy" | "stopping";

export const invalid = (problems: readonly string[]): Change => ({ ok: false, why: "invalid", problems });
export const unknownPlugin: Change = { ok: false, why: "unknown", problems: ["no such plugin"] };
export const busy: Change = { ok: false, why: "busy", problems: ["too many changes are under way"] };
export const stopping: Change = { ok: false, why: "stopping", problems: ["the process is stopping"] };
