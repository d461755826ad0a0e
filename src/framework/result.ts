import type { JsonObject } from "./json.ts";

/** Why a plugin denies. Field names are ContextForge's; a missing `reason` takes the description. */
export interface PluginViolation {
  reason: string;
  description: string;
  code: string;
  details: JsonObject;
  /** JSON-RPC error code to answer with. */
  mcp_error_code?: number;
  http_status_code?: number;
  http_headers?: Record<string, string>;
  /** Name of the denying plugin; set by the executor. */
  plugin_name?: string;
}

/**
 * What a plugin may write for a violation: `violation_code` is read as `code`, `description` serves as `reason`
 * and the other way round.
 */
export type ViolationInput = Partial<PluginViolation> & { violation_code?: string };

/** What one plugin answers to one hook. An empty object, or nothing, means: go on, unchanged. */
export interface PluginResult<P> {
  continue_processing?: boolean;
  modified_payload?: P;
  violation?: ViolationInput;
  metadata?: JsonObject;
  /** Headers for the HTTP response of this exchange (rate-limit headers and the like), on allowed results too. */
  http_headers?: Record<string, string>;
  /** A hint for whoever retries; a sidecar cannot call again by itself. Milliseconds. */
  retry_delay_ms?: number;
  /**
   * The result of the call, in the server's place: the call does not go there, unless another plugin edits or denies it.
   * Taken in `tool_pre_invoke`, where the context has an `answerScope`; not taken elsewhere.
   */
  answer?: JsonObject;
}

/** A result that a plugin gave in the server's place. */
export interface GivenAnswer {
  readonly plugin: string;
  readonly result: JsonObject;
}

/** What a plugin decided about a payload. */
export type Verdict = "allow" | "deny" | "error" | "timeout";
/** What was done with the verdict: they differ in permissive and audit mode. */
export type Action = "allowed" | "denied" | "recorded";

/** One run of one plugin, for decisions, metrics and audit. */
export interface ExecutionRecord {
  plugin: string;
  hook: string;
  mode: string;
  /** `cancelled`: it was still working when another plugin's deny or the exchange's end made its answer useless. */
  verdict: Verdict | "cancelled";
  action: Action;
  modified: boolean;
  duration_ns: number;
  violation?: PluginViolation;
}

/** What all plugins of one hook came to. */
export interface HookOutcome<P> {
  /** False: the payload must not go on. `violation` then says why. */
  continue_processing: boolean;
  /** The payload after every accepted edit; the same object as went in when nothing edited it. */
  payload: P;
  modified: boolean;
  violation?: PluginViolation;
  metadata: JsonObject;
  http_headers: Record<string, string>;
  retry_delay_ms: number;
  executions: ExecutionRecord[];
  /** Nobody denied, and nobody edited the payload after the plugin that answered had seen it. */
  answer?: GivenAnswer;
}
