import type { Condition } from "../../../src/framework/index.ts";
import type { JsonObject, JsonValue } from "../../../src/framework/json.ts";
import type { DifferenceId } from "./differences.ts";

/** One thing that a scripted plugin does; a script is a list of them, in order. */
export type Step =
  /** Lets everybody else that is ready go first, this many times. */
  | { readonly turns: number }
  /** Never answers. */
  | { readonly hang: true }
  | { readonly fail: string }
  /** Returns a copy of the payload with these fields. */
  | { readonly edit: JsonObject }
  /** Returns a copy of the payload with these arguments beside the others. */
  | { readonly set_args: JsonObject }
  /** Writes arguments into the payload that it was handed. */
  | { readonly write_args: JsonObject }
  /** Returns this in the payload's place, as hooks on HTTP requests want it. */
  | { readonly answer: JsonObject }
  /** Returns the very payload that it was handed. */
  | { readonly return_payload: true }
  | { readonly deny: Violation | null }
  /** A violation that does not deny. */
  | { readonly violation: Violation }
  | { readonly metadata: JsonObject }
  | { readonly retry_delay_ms: number }
  | { readonly http_headers: Readonly<Record<string, string>> }
  | { readonly set_state: JsonObject }
  | { readonly set_global_state: JsonObject }
  | { readonly set_global_metadata: JsonObject };

export type Violation = {
  readonly reason: string;
  readonly description: string;
  readonly code: string;
  readonly details?: JsonObject;
  readonly mcp_error_code?: number;
  readonly http_status_code?: number;
  readonly http_headers?: Readonly<Record<string, string>>;
};

/** An entry of `plugins:` as a configuration file has it, with a script for its config. */
export interface ScriptedEntry {
  readonly name: string;
  readonly mode?: string;
  readonly on_error?: "fail" | "ignore" | "disable";
  readonly priority?: number;
  /** Default: every hook that the case calls. */
  readonly hooks?: readonly string[];
  readonly conditions?: readonly Condition[];
  readonly script: readonly Step[];
}

export interface Call {
  readonly hook: string;
  readonly payload: JsonObject;
  readonly context: JsonObject;
}

/** What one call came to, in the words of both sides. */
export interface Outcome {
  /** What each run was shown when it began, in order. */
  readonly ran: readonly JsonValue[];
  /** The class of the exception that the call ended in; the fields below are absent then, here as there. */
  readonly raised?: string;
  readonly passes?: boolean;
  readonly payload?: JsonValue;
  readonly modified?: boolean;
  readonly violation?: JsonValue;
  readonly metadata?: JsonValue;
  readonly http_headers?: JsonValue;
  readonly retry_delay_ms?: number;
  readonly global_state?: JsonValue;
  readonly global_metadata?: JsonValue;
  /** Absent from cpex 0.1.1. */
  readonly records?: JsonValue;
}
export type OutcomeField = keyof Outcome;

/**
 * What a deliberate difference (differences.ts) explains of one call: fields of the outcome as they are here, which must
 * not be as they are there. `ran` and `records` in short: names of plugins; `name status`, with `denied` and `modified`.
 */
export interface Differs {
  readonly id: DifferenceId;
  /** Index of the call; default the first. */
  readonly call?: number;
  readonly here: Readonly<Partial<Record<OutcomeField, JsonValue>>>;
}

/** One line of the table. */
export interface Case {
  readonly name: string;
  readonly plugins: readonly ScriptedEntry[];
  /** Default: one `tool_pre_invoke`. */
  readonly calls?: readonly Partial<Call>[];
  /** Milliseconds a plugin may take. */
  readonly timeout_ms?: number;
  readonly differs?: readonly Differs[];
}
