import { z } from "zod";
import type { JsonObject } from "../json.ts";
import { isJsonObject } from "../json-check.ts";

const count = (least: number, most: number, value: number, description: string) =>
  z.number().int().min(least).max(most).default(value).describe(description);

const limits = z.strictObject({
  memory_mb: count(
    96,
    65_536,
    256,
    "MiB of resident memory of the whole process, Node's own 60 to 80 included; beyond it the process is ended",
  ),
  cpu_ms_per_call: count(
    1,
    3_600_000,
    2000,
    "milliseconds of CPU time for each call under way; what calls leave is not saved up",
  ),
  call_timeout_ms: count(
    1,
    3_600_000,
    5000,
    "milliseconds for one call in the process, and before that in the queue; a start that it waits for is not counted",
  ),
  start_timeout_ms: count(
    1,
    600_000,
    10_000,
    "milliseconds for starting the process, loading the plugin and its `initialize`",
  ),
  max_concurrent_calls: count(1, 1000, 16, "calls that the process works on at a time"),
  max_queue: count(0, 100_000, 256, "calls that wait for that; further ones fail"),
  max_message_bytes: count(
    1024,
    268_435_456,
    4_194_304,
    "bytes of one message to or from the process, as JSON",
  ),
  max_restarts: count(0, 1000, 10, "restarts within `restart_window_seconds`; beyond it calls fail at once"),
  restart_window_seconds: count(1, 86_400, 60, "seconds"),
});

/** What a plugin may do that Node's permission model otherwise denies it. Reading files and the network it always may. */
const permissions = ["write_files", "start_processes", "load_addons"] as const;

/** `config:` of an entry with `kind: isolated`. */
export const isolatedConfig = z.strictObject({
  plugin: z
    .string()
    .min(1)
    .refine((kind) => kind !== "isolated" && kind !== "external", {
      message: "runs in a process of its own already",
    })
    .describe("kind of the plugin that runs in the process: any but `isolated` and `external`"),
  config: z
    .unknown()
    .refine(isJsonObject, "not an object")
    .default({})
    .describe("that plugin's own config")
    .meta({ type: "object" }) as unknown as z.ZodType<JsonObject>,
  limits: limits.prefault({}).describe("what the process may use"),
  environment: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string())
    .default({})
    .describe("environment variables of the process; it gets no others but `TZ`"),
  allow: z
    .array(z.enum(permissions))
    .default([])
    .describe("what the plugin may do beside reading files and using the network"),
});

export type IsolatedConfig = z.output<typeof isolatedConfig>;
export type IsolationLimits = IsolatedConfig["limits"];
