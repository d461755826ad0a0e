import { z } from "zod";
import { pluginModes } from "../framework/config/entry.ts";
import { noExecutions } from "../framework/plugin-stats.ts";
import { actions, verdicts } from "./decisions/query.ts";

/** Shapes of the management server's answers: the OpenAPI document is made from them, and tests hold answers to them. */

const time = z.string().describe("ISO 8601");
const names = z.array(z.string());
const count = z.int().min(0);
const mode = z.enum(pluginModes);
const status = z.enum(["enabled", "disabled", "switched_off"]);

export const error = z.strictObject({
  error: z.string(),
  problems: names.optional().describe("What is wrong, one line each: place, key, and what was expected"),
});

export const health = z.strictObject({ status: z.literal("ok") });

export const readiness = z.strictObject({
  ready: z.boolean(),
  plugins_enabled: z.boolean(),
  warning: z.string().optional(),
  unhealthy_plugins: names.optional(),
  switched_off_plugins: names.optional(),
  config: z.strictObject({
    generation: z.int().min(1),
    loaded_at: time,
    restart_needed: names.optional(),
    refused: z.strictObject({ at: time, problems: names }).optional(),
  }),
  state_failing: z
    .string()
    .optional()
    .describe("Why Redis cannot be used: a system's error code, or the first word of its own"),
  audit_failing: z.string().optional().describe("Why decisions cannot be recorded: a system's error code"),
  stopping: z.boolean().optional(),
});

export const reloaded = z.strictObject({
  reloaded: z.literal(true),
  generation: z.int().min(1),
  restart_needed: names,
});

const nullable = z.string().nullable();
const summary = {
  name: z.string(),
  description: nullable,
  author: nullable,
  version: nullable,
  mode,
  priority: z.int(),
  hooks: names,
  tags: names,
  status,
  config_summary: z.record(z.string(), z.string()),
};

export const pluginList = z.strictObject({
  plugins_globally_enabled: z.boolean(),
  plugins: z.array(z.strictObject(summary)),
  total: count,
  enabled_count: count,
  disabled_count: count,
});

const counters = z.strictObject(
  Object.fromEntries(Object.keys(noExecutions()).map((key) => [key, z.number().min(0)])),
);

export const plugin = z.strictObject({
  ...summary,
  kind: z.string(),
  namespace: nullable,
  conditions: z.array(z.record(z.string(), z.array(z.string()))),
  health: z.strictObject({
    status: z.enum(["healthy", "unhealthy", "unknown"]),
    checked_at: time.optional(),
    error: z.string().optional(),
  }),
  counters: counters.nullable(),
});

export const stats = z.strictObject({
  total: count,
  enabled: count,
  disabled: count,
  plugins_by_hook: z.record(z.string(), count),
  plugins_by_mode: z.record(z.string(), count),
  counters: z.record(z.string(), counters),
  contexts_active: count,
  contexts_cleaned_total: count,
  background_in_flight: count,
  background_dropped_total: count,
});

const ended = z.enum(verdicts);
const violation = z.strictObject({
  reason: z.string(),
  description: z.string(),
  details: z.record(z.string(), z.unknown()),
});

const runOfDecision = z.strictObject({
  plugin: z.string(),
  hook: z.string(),
  mode,
  verdict: ended,
  action: z.enum(["allowed", "recorded", "denied"]),
  modified: z.boolean(),
  duration_ns: count,
  code: z.string().optional(),
  violation: violation
    .optional()
    .describe("Its words, which may quote the payload; with `management.decisions.violations` only"),
});

export const decision = z.strictObject({
  id: z.string().describe("Rises with time within one process"),
  time,
  exchange: z.string().describe("Of one HTTP request and its response; as in the log"),
  request_id: z.string().optional().describe("`x-request-id` of the request"),
  jsonrpc_id: z.string().optional().describe("As it stood in the message"),
  leg: z.enum(["request", "response", "events", "background"]),
  body_mode: z.string().optional().describe("Envoy's body mode for this direction"),
  method: z.string().optional(),
  name: z.string().optional().describe("Tool or prompt name, or resource URI without query"),
  verdict: ended,
  action: z.enum(actions),
  plugin: z.string().optional(),
  code: z.string().optional(),
  retry_delay_ms: z.number().optional(),
  duration_ns: count.describe("Of all runs together"),
  runs: z.array(runOfDecision),
  runs_left_out: count.optional().describe("Plain allows that are not among `runs`"),
});

export const decisions = z.strictObject({
  decisions: z.array(decision).describe("In the order of time"),
  forgotten: count.describe("Decisions since the start that are no longer kept"),
});

export const statsReset = z.strictObject({ reset: z.literal(true) });
export const modeChanged = z.strictObject({ plugin: z.string(), mode });
export const pluginReloaded = z.strictObject({ plugin: z.string(), reloaded: z.literal(true) });
export const switchedOn = z.strictObject({ plugin: z.string(), status: z.literal("enabled") });
