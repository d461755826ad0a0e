import { z } from "zod";
import { auditSettings } from "./audit.ts";
import { denialSettings, strictSettings } from "./denial.ts";
import { flag, path, reaches, relation, sizes } from "./fields.ts";
import { httpHookSettings } from "./http-hooks.ts";
import { identitySettings } from "./identity.ts";
import { limitSettings } from "./limits.ts";
import { listenSettings } from "./listen.ts";
import { logSettings } from "./log.ts";
import { managementSettings } from "./management.ts";
import { pythonSettings } from "./python.ts";
import { reloadSettings } from "./reload.ts";
import { stateSettings } from "./state.ts";

export const compatNames = ["none", "contextforge", "reference"] as const;
export type Compat = (typeof compatNames)[number];

export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

const exemption = z.strictObject({
  method: z
    .string()
    .regex(/^[A-Z]{1,32}$/, "an HTTP method in capitals")
    .describe("HTTP method."),
  path: path.describe("Path without query, exact."),
});

/** Every key of `adapter:` and what it means; the section itself is `adapterSettings`. */
export const adapterFields = z.strictObject({
  compat: z
    .enum(compatNames)
    .default("none")
    .describe(
      "`contextforge`: what ContextForge's loader ignores is a warning; assumed, with a notice, for a file without an `adapter` section. " +
        "`reference`: that, and the visible behaviour of the plugins-adapter for Python.",
    ),
  listen: listenSettings.prefault({}),
  management: managementSettings.prefault({}),
  identity: identitySettings.prefault({}),
  denial: denialSettings.prefault({}),
  strict: strictSettings.prefault({}),
  limits: limitSettings.prefault({}),
  http_hooks: httpHookSettings.prefault({}),
  reload: reloadSettings.prefault({}),
  audit: auditSettings.prefault({}),
  state: stateSettings.prefault({}),
  python: pythonSettings.prefault({}),
  not_mcp: z
    .array(exemption)
    .max(1000)
    .default([])
    .describe(
      "Requests that are never MCP and pass uninspected: only where the upstream does not serve MCP there, as many servers ignore the path.",
    ),
  paths: z
    .array(path)
    .min(1)
    .max(1000)
    .optional()
    .describe(
      "The only paths that are inspected, exact. Default: all. A server that ignores the path is reached through any other.",
    ),
  reference: z
    .strictObject({
      wrap_arguments: flag(false).describe(
        "`true`: tool arguments reach plugins as `{tool_name, tool_args, client_session_id}`. Only with `compat: reference`.",
      ),
    })
    .prefault({}),
  telemetry: z
    .strictObject({
      log_level: z.enum(logLevels).default("info").describe("Least level that is logged."),
      log: logSettings.prefault({}),
      metrics: flag(true).describe("`false`: `/metrics` is not served."),
    })
    .prefault({}),
});

/** Room in a gRPC message for what is beside the body. */
const frameBytes = 64 * sizes.kibi;

/** The `adapter:` section: a value of it is complete, checked in itself, and has its defaults filled in. */
export const adapterSettings = adapterFields
  .superRefine(({ listen, limits, state, reference, compat }, context) => {
    for (const key of ["request_body_bytes", "response_body_bytes"] as const) {
      if (!reaches(limits?.[key], listen?.max_message_bytes - frameBytes + 1)) continue;
      const message = `at most ${listen.max_message_bytes - frameBytes}: listen.max_message_bytes less ${frameBytes}`;
      context.addIssue({ code: "custom", path: ["limits", key], message });
    }
    if (reaches(limits?.event_bytes, limits?.response_body_bytes + 1)) {
      const message = `at most limits.response_body_bytes (${limits.response_body_bytes})`;
      context.addIssue({ code: "custom", path: ["limits", "event_bytes"], message });
    }
    if (reaches(state?.redis?.command_timeout_ms, limits?.message_timeout_ms)) {
      const message = `less than limits.message_timeout_ms (${limits.message_timeout_ms})`;
      context.addIssue({ code: "custom", path: ["state", "redis", "command_timeout_ms"], message });
    }
    if (reference?.wrap_arguments === true && compat !== "reference") {
      context.addIssue({
        code: "custom",
        path: ["reference", "wrap_arguments"],
        message: "false, or `compat: reference`",
      });
    }
  }, relation)
  .transform((settings) => ({
    ...settings,
    denial: {
      ...settings.denial,
      code: settings.denial.code ?? (settings.compat === "reference" ? -32000 : 40300),
    },
  }));

export type AdapterSettings = z.output<typeof adapterSettings>;

export const defaultSettings: AdapterSettings = adapterSettings.parse({});
