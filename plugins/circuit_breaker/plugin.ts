import { definePlugin, type JsonObject, type JsonValue, type PluginResult } from "plugins-adapter/framework";
import { z } from "zod";
import { type Circuit, type CircuitLimits, createCircuit } from "./circuit.ts";

const longestSeconds = 86_400;
const options = {
  error_rate_threshold: z.number().min(0.001).max(1),
  window_seconds: z.number().min(1).max(longestSeconds),
  min_calls: z.int().min(1).max(1_000_000),
  consecutive_failure_threshold: z.int().min(1).max(1_000_000),
  cooldown_seconds: z.number().min(1).max(longestSeconds),
};

const circuitBreakerConfig = z.strictObject({
  error_rate_threshold: options.error_rate_threshold
    .default(0.5)
    .describe("Part of the calls in the window that must fail to open the circuit"),
  window_seconds: options.window_seconds.default(60).describe("Seconds that a call counts in that part"),
  min_calls: options.min_calls
    .default(10)
    .describe("Calls in the window without which that part opens nothing"),
  consecutive_failure_threshold: options.consecutive_failure_threshold
    .default(5)
    .describe("Failures in a row that open the circuit"),
  cooldown_seconds: options.cooldown_seconds
    .default(60)
    .describe("Seconds that it stays open; one call then tries, and may take as long"),
  tool_overrides: z
    .record(z.string(), z.strictObject(options).partial())
    .default({})
    .describe("Other values of these options for tools, by name"),
  max_tools: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(10_000)
    .describe("Tools that are known at a time; of more, those that were called longest ago are forgotten"),
});

type Options = Pick<z.output<typeof circuitBreakerConfig>, keyof typeof options>;

/** Stops calls of tools that fail often, and tries after a while whether they work again. */
export default definePlugin({
  kind: "circuit_breaker",
  aliases: ["plugins.circuit_breaker.circuit_breaker.CircuitBreakerPlugin"],
  hooks: ["tool_pre_invoke", "tool_post_invoke"],
  config: circuitBreakerConfig,
  compliance: { owasp_asi: ["ASI08"], cosai: ["T10"] },
  create({ tool_overrides, max_tools, ...common }, { log }) {
    const limits = limitsOf(common);
    const overrides = new Map(
      Object.entries(tool_overrides).map(([tool, own]) => [tool, limitsOf({ ...common, ...defined(own) })]),
    );
    /** Called longest ago first. */
    const circuits = new Map<string, Circuit>();

    function circuitOf(server: string | undefined, tool: string): Circuit {
      const key = JSON.stringify([server ?? null, tool]);
      const circuit = circuits.get(key) ?? createCircuit(overrides.get(tool) ?? limits);
      circuits.delete(key);
      circuits.set(key, circuit);
      for (const oldest of circuits.keys()) {
        if (circuits.size <= max_tools) break;
        circuits.delete(oldest);
      }
      return circuit;
    }

    return {
      tool_pre_invoke({ name }, context) {
        const admission = circuitOf(context.global_context.server_id, name).admit(performance.now());
        switch (admission.kind) {
          case "open":
            return opened(name, admission.retryMs);
          case "probing":
            return probing(name, admission.retryMs);
          default:
            context.setState(callOf(name), admission.kind);
            return undefined;
        }
      },
      tool_post_invoke({ name, result }, context) {
        const call = context.getState(callOf(name));
        // A result without its call: of a task, or a resumed stream.
        if (call !== "closed" && call !== "probe") return undefined;
        const circuit = circuitOf(context.global_context.server_id, name);
        const reading = circuit.ended(isFailure(result), call === "probe", performance.now());
        if (reading.opened)
          log.warn({ tool: name, calls: reading.calls, failures: reading.failures }, "circuit open");
        return {
          metadata: {
            circuit_calls_in_window: reading.calls,
            circuit_failures_in_window: reading.failures,
            circuit_failure_rate: Math.round((reading.failures / reading.calls) * 1000) / 1000,
            circuit_consecutive_failures: reading.consecutive,
            circuit_open_until: reading.openMs === 0 ? 0 : (Date.now() + reading.openMs) / 1000,
            circuit_half_open: reading.halfOpen,
            circuit_retry_after_seconds: tenths(reading.openMs),
          },
        };
      },
    };
  },
});

/** Errors that tell of the call, not of the tool: no such method, wrong arguments. */
const callersFaults: readonly JsonValue[] = [-32600, -32601, -32602];

/** A result with `isError`, or a JSON-RPC error. */
function isFailure(result: JsonValue): boolean {
  if (typeof result !== "object" || result === null || Array.isArray(result)) return false;
  if (Object.hasOwn(result, "content") || Object.hasOwn(result, "isError")) return result["isError"] === true;
  const isError = typeof result["code"] === "number" && typeof result["message"] === "string";
  return isError && !callersFaults.includes(result["code"] as number);
}

function opened(tool: string, retryMs: number): PluginResult<never> {
  const until = (Date.now() + retryMs) / 1000;
  const description = `Breaker open for tool '${tool}' until ${Math.floor(until)}`;
  const details = { open_until: until, retry_after_seconds: tenths(retryMs) };
  return denial("Circuit open", description, "CIRCUIT_OPEN", details, retryMs);
}

function probing(tool: string, retryMs: number): PluginResult<never> {
  const description = `Probe request in progress for tool '${tool}'`;
  const details = { retry_after_seconds: tenths(retryMs) };
  return denial("Circuit half-open", description, "CIRCUIT_HALF_OPEN_PROBE_IN_FLIGHT", details, retryMs);
}

function denial(
  reason: string,
  description: string,
  code: string,
  details: JsonObject,
  retryMs: number,
): PluginResult<never> {
  const http_headers = { "Retry-After": String(Math.max(1, Math.ceil(retryMs / 1000))) };
  return {
    continue_processing: false,
    violation: { reason, description, code, details, http_status_code: 503, http_headers },
  };
}

function limitsOf(given: Options): CircuitLimits {
  return {
    errorRate: given.error_rate_threshold,
    windowMs: given.window_seconds * 1000,
    minCalls: given.min_calls,
    consecutiveFailures: given.consecutive_failure_threshold,
    cooldownMs: given.cooldown_seconds * 1000,
  };
}

function defined(own: { readonly [K in keyof Options]?: Options[K] | undefined }): Partial<Options> {
  return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
}

function tenths(ms: number): number {
  return Math.round(ms / 100) / 10;
}

function callOf(tool: string): string {
  return `call ${tool}`;
}
