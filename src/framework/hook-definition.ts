import type { z } from "zod";
import type { JsonObject } from "./json.ts";
import type { PluginViolation, ViolationInput } from "./result.ts";

/** What a hook's payload is named by in conditions (`tools:`, `prompts:`, `resources:`); `other` has no name list. */
export type HookFamily = "tool" | "prompt" | "resource" | "other";

/**
 * What plugins of a hook return as `modified_payload` where that is not the payload.
 * @property field  the payload's field that it goes to; the whole payload with that field changed is accepted as well
 * @property merges it adds to the headers in that field, and replaces those of the same name
 * @property about  what it is, for the reference
 * @property denies the violation that such an answer stands for, if it refuses
 * @property refusal the answer that stands for a violation, for callers who look at nothing else
 */
export interface HookResult {
  readonly schema: z.ZodType;
  readonly field: string;
  readonly merges?: boolean;
  readonly about?: string;
  readonly denies?: (value: unknown) => ViolationInput | undefined;
  readonly refusal?: (violation: PluginViolation) => JsonObject;
}

/**
 * One named point where plugins run.
 * @property aliases  other names that configurations and plugins may give it
 * @property summary  when it runs, for the reference
 * @property writable fields of the payload that a plugin's `modified_payload` may change; others keep their value
 * @property subject  the payload field that conditions compare with, if any
 * @property measured fields that count towards the payload size limit; all, if absent
 * @property leaves   an object field whose value, after the plugins, is kept for the message's later hook
 * @property takes    the field that such a kept value arrives in, where the payload has none
 */
export interface HookDefinition {
  readonly name: string;
  readonly family: HookFamily;
  readonly payload: z.ZodType<Record<string, unknown>>;
  readonly writable: readonly string[];
  readonly subject?: string;
  readonly measured?: readonly string[];
  readonly leaves?: string;
  readonly takes?: string;
  readonly aliases?: readonly string[];
  readonly summary?: string;
  readonly result?: HookResult;
}
