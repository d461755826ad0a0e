import {
  contentHooks,
  definePlugin,
  type JsonObject,
  type PluginContext,
  type PluginResult,
  type StartServices,
} from "plugins-adapter/framework";
import { auditLogConfig } from "./config.ts";
import { recorder, type Seen } from "./record.ts";
import { endpointSink, fileSink } from "./sinks.ts";
import { codeOf, createWriter, type Sink, type Writer } from "./writer.ts";

type Answer = PluginResult<never> | undefined;

/** Where records go, by the name that the log has for it. */
interface Target {
  readonly target: string;
  readonly sink: Sink;
}

/** How long the last records may take. */
const closeMs = 5000;

/** Records who called what, with which arguments by name, and how it went. */
export default definePlugin({
  kind: "audit_log",
  aliases: ["plugins.audit.audit_logger.AuditLoggerPlugin"],
  hooks: contentHooks,
  config: auditLogConfig,
  compliance: { owasp_mcp: ["MCP08"], cosai: ["T12"] },
  create(config, environment) {
    const { log, name, masked, trial } = environment;
    const { file, audit_endpoints, fail_mode } = config;
    const record = recorder(config, name, masked);
    const timed = config.include.includes("duration");
    const unavailable = fail_mode === "open" ? undefined : denial();
    const elsewhere = file !== null || audit_endpoints.length > 0;
    const stated = config.log_level ?? (elsewhere ? undefined : "info");
    const level = stated === "warning" ? "warn" : stated;
    let writers: readonly Writer[] | undefined;

    function writerOf({ target, sink }: Target): Writer {
      let losing = false;
      return createWriter({
        sink,
        maxRecords: config.max_queue_records,
        maxBytes: config.max_queue_bytes,
        gatherMs: config.flush_interval_ms,
        onOutage(code) {
          losing = false;
          if (code === undefined) log.info({ target }, "audit records are written again");
          else log.error({ target, code, fail_mode }, "audit records cannot be written");
        },
        onLost() {
          if (!losing) log.error({ target, fail_mode }, "audit records are lost");
          losing = true;
        },
      });
    }

    async function openAll({ http }: Pick<StartServices, "http">): Promise<Writer[]> {
      const limits = { maxBytes: config.max_file_bytes, maxFiles: config.max_files };
      const files = file === null ? [] : [{ target: "file", sink: fileSink(file, limits) }];
      // The URL may hold a token: its place in the config names it.
      const endpoints = audit_endpoints.map((url, index) => ({
        target: `audit_endpoints[${index}]`,
        sink: endpointSink(url, http),
      }));
      const targets: Target[] = [...files, ...endpoints];
      for (const { target, sink } of targets) {
        await sink.open().catch((error: unknown) => {
          const message = `${target} cannot be written: ${codeOf(error)}`;
          if (fail_mode === "closed") throw new Error(message);
          log.error({ fail_mode }, message);
        });
      }
      return targets.map(writerOf);
    }

    function keep(seen: Seen, { global_context }: PluginContext): Answer {
      const kept = record(seen, global_context, Date.now());
      if (level !== undefined) {
        // Lines of the log have a time of their own.
        const { time: _, ...fields } = kept;
        log[level](fields, "audit");
      }
      if (!elsewhere) return undefined;
      if (writers === undefined) throw new Error("the plugin was not initialised");
      const line = `${JSON.stringify(kept)}\n`;
      let written = true;
      // Every one of them gets it, whatever the others say.
      for (const writer of writers) written = writer.add(line) && written;
      return written ? undefined : unavailable;
    }

    function before(
      hook: string,
      subject: Seen["subject"],
      args: JsonObject,
      context: PluginContext,
    ): Answer {
      if (timed) context.setState(startOf(subject), performance.now());
      return keep({ hook, subject, args }, context);
    }

    function after(
      hook: string,
      subject: Seen["subject"],
      result: Seen["result"],
      context: PluginContext,
    ): Answer {
      const start = timed ? context.getState(startOf(subject)) : undefined;
      const durationMs = typeof start === "number" ? performance.now() - start : undefined;
      return keep({ hook, subject, ...(result !== undefined && { result }), durationMs }, context);
    }

    return {
      async initialize(services) {
        if (elsewhere) writers = trial ? [] : await openAll(services);
      },
      async shutdown() {
        await Promise.all((writers ?? []).map((writer) => writer.close(closeMs)));
      },
      prompt_pre_fetch: ({ prompt_id, args }, context) =>
        before("prompt_pre_fetch", ["prompt", prompt_id], args, context),
      prompt_post_fetch: ({ prompt_id, result }, context) =>
        after("prompt_post_fetch", ["prompt", prompt_id], result, context),
      tool_pre_invoke: ({ name, args }, context) => before("tool_pre_invoke", ["tool", name], args, context),
      tool_post_invoke: ({ name, result }, context) =>
        after("tool_post_invoke", ["tool", name], result, context),
      resource_pre_fetch: ({ uri, metadata }, context) =>
        before("resource_pre_fetch", ["resource", uri], metadata, context),
      resource_post_fetch: ({ uri, content }, context) =>
        after("resource_post_fetch", ["resource", uri], content, context),
    };
  },
});

function startOf([kind, name]: Seen["subject"]): string {
  return `${kind} ${name}`;
}

function denial(): PluginResult<never> {
  return {
    continue_processing: false,
    violation: {
      reason: "Audit unavailable",
      description: "The message cannot be recorded; failing closed per fail_mode=closed",
      code: "AUDIT_UNAVAILABLE",
      http_status_code: 503,
      details: {},
    },
  };
}
