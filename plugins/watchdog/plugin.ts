import { definePlugin, type JsonObject } from "plugins-adapter/framework";
import { z } from "zod";

const duration = z.number().min(1).max(86_400_000);
const action = z.enum(["warn", "block"]);

const watchdogConfig = z.strictObject({
  max_duration_ms: duration.default(30_000).describe("Time that a tool may take, in milliseconds"),
  action: action
    .default("warn")
    .describe("What becomes of an answer that took longer: `warn` logs it, `block` denies it"),
  tool_overrides: z
    .record(z.string(), z.strictObject({ max_duration_ms: duration.optional(), action: action.optional() }))
    .default({})
    .describe("Other values of max_duration_ms and action for tools, by name"),
});

/** Measures how long tools take, and warns of those that take too long, or withholds their answers. */
export default definePlugin({
  kind: "watchdog",
  aliases: ["plugins.watchdog.watchdog.WatchdogPlugin"],
  hooks: ["tool_pre_invoke", "tool_post_invoke"],
  config: watchdogConfig,
  compliance: { owasp_llm: ["LLM10"], cosai: ["T10"] },
  create({ tool_overrides, ...common }, { log }) {
    const overrides = new Map(Object.entries(tool_overrides));
    return {
      tool_pre_invoke({ name }, context) {
        context.setState(startOf(name), performance.now());
      },
      tool_post_invoke({ name }, context) {
        const start = context.getState(startOf(name));
        if (typeof start !== "number") return undefined;
        const elapsed = performance.now() - start;
        const own = overrides.get(name);
        const limit = own?.max_duration_ms ?? common.max_duration_ms;
        const metadata: JsonObject = {
          watchdog_elapsed_ms: Math.floor(elapsed),
          watchdog_limit_ms: limit,
        };
        if (elapsed <= limit) return { metadata };
        if ((own?.action ?? common.action) === "warn") {
          log.warn({ tool: name, ...metadata }, "a tool took too long");
          return { metadata: { ...metadata, watchdog_violation: true } };
        }
        return {
          continue_processing: false,
          violation: {
            reason: "Execution time exceeded",
            description: `Tool '${name}' exceeded max duration`,
            code: "WATCHDOG_TIMEOUT",
            http_status_code: 504,
            details: metadata,
          },
          metadata,
        };
      },
    };
  },
});

function startOf(tool: string): string {
  return `start ${tool}`;
}
