import {
  compileNames,
  definePlugin,
  type JsonObject,
  type JsonValue,
  type MaybePromise,
  type MessagePayload,
  type PluginContext,
  type PluginResult,
} from "plugins-adapter/framework";
import { schemaGuardConfig } from "./config.ts";
import { readSchema, type SchemaReading, validate } from "./json-schema/schema.ts";
import { after, type Entry, listedSchemas, type Side } from "./listed.ts";
import { wrongHeaders } from "./param-headers.ts";
import { structuredOf } from "./structured.ts";
import { inWords, told, type Wrong } from "./told.ts";

type Answer = PluginResult<never> | undefined;

/** A tool's schema, or that it has none; `unknown`: nobody knows. */
type Found = SchemaReading | "none" | "unknown";

const limits: ReadonlySet<string> = new Set([
  "max_steps",
  "max_depth",
  "max_schema_bytes",
  "max_schema_depth",
]);
/** Tools whose schemas a log line names. */
const mostTold = 20;

/** Holds the arguments and results of tools against their JSON Schemas. */
export default definePlugin({
  kind: "schema_guard",
  aliases: ["plugins.schema_guard.schema_guard.SchemaGuardPlugin"],
  hooks: ["tool_list", "tool_pre_invoke", "tool_post_invoke"],
  config: schemaGuardConfig,
  readOnly: true,
  compliance: {
    owasp_mcp: ["MCP05"],
    owasp_llm: ["LLM05"],
    owasp_asi: ["ASI02"],
    cosai: ["T3"],
  },
  create(config, { state, log }) {
    const listed = listedSchemas(config, state);
    const isExempt = compileNames(config.exempt);
    const configured = {
      input: readAll(config.arg_schemas),
      output: readAll(config.result_schemas),
    };
    const within = { steps: config.max_steps, depth: config.max_depth, faults: config.max_errors };
    /** Listed schemas cannot be read; told once an outage. */
    let away = false;

    function list({ result }: MessagePayload, server: string | undefined): MaybePromise<Answer> {
      const tools = result?.["tools"];
      if (!Array.isArray(tools) || !config.listed_schemas) return undefined;
      if (tools.length > config.max_tools)
        return answer({
          code: "SCHEMA_GUARD_LIMIT_EXCEEDED",
          description: "The list has more tools than allowed",
          details: { limit: "max_tools", count: tools.length },
        });
      return guarded(
        () => listed.keep(server, tools),
        ({ crowded, unusable }) => {
          if (crowded > 0) log.warn({ crowded }, "there is no room for schemas of listed tools");
          if (unusable.length === 0) return undefined;
          const named = unusable
            .slice(0, mostTold)
            .map(({ tool, side, why }) => ({ tool: tool.slice(0, 200), side, why }));
          log.warn({ count: unusable.length, unusable: named }, "schemas of listed tools are unusable");
          return undefined;
        },
      );
    }

    function find(side: Side, tool: string, context: PluginContext): MaybePromise<Found> {
      const own = configured[side].get(tool);
      if (own !== undefined) return own;
      if (!config.listed_schemas) return "unknown";
      return after(listed.entry(context.global_context.server_id, tool), (entry) =>
        entry === undefined ? "unknown" : schemaOf(entry[side]),
      );
    }

    function schemaOf(known: Entry[Side]): MaybePromise<Found> {
      if (known === undefined) return "none";
      if ("why" in known) return { ok: false, why: known.why };
      return listed.schema(known.digest);
    }

    function call(
      name: string,
      args: JsonObject,
      headers: Readonly<Record<string, string>> | undefined,
      context: PluginContext,
    ): MaybePromise<Answer> {
      if (isExempt(name)) return undefined;
      return guarded(
        () => find("input", name, context),
        (found) => {
          if (found === "unknown" || found === "none")
            return config.unknown_tools === "deny" ? unknownTool(name) : undefined;
          const wrong = judge(found, args, name, "SCHEMA_GUARD_ARGS");
          if (wrong !== undefined) return answer(wrong);
          if (!found.ok || headers === undefined || config.param_headers === "allow") return undefined;
          const names = wrongHeaders(found.schema.source, args, headers);
          if (names.length === 0) return undefined;
          return answer({
            code: "SCHEMA_GUARD_HEADERS",
            description: "Mcp-Param headers are not what the arguments say",
            details: { tool: name, headers: names.slice(0, config.max_errors) },
            mcp_error_code: -32020,
            http_status_code: 400,
          });
        },
      );
    }

    function result(name: string, value: JsonValue, context: PluginContext): MaybePromise<Answer> {
      if (isExempt(name)) return undefined;
      return guarded(
        () => find("output", name, context),
        (found) => {
          if (found === "unknown" || found === "none") return undefined;
          const structured = structuredOf(value, configured.output.has(name));
          switch (structured.kind) {
            case "none":
              return undefined;
            case "missing":
              if (config.missing_output === "allow") return undefined;
              return answer({
                code: "SCHEMA_GUARD_RESULT",
                description: "The result lacks the structured content that its tool promises",
                details: { tool: name, errors: [{ path: "/structuredContent", keyword: "required" }] },
              });
            case "value": {
              const wrong = judge(found, structured.value, name, "SCHEMA_GUARD_RESULT");
              return wrong && answer(wrong);
            }
          }
        },
      );
    }

    function judge(
      reading: SchemaReading,
      value: JsonValue,
      tool: string,
      code: "SCHEMA_GUARD_ARGS" | "SCHEMA_GUARD_RESULT",
    ): Wrong | undefined {
      const judged = reading.ok
        ? validate(reading.schema, value, within)
        : ({ kind: "unusable", why: reading.why } as const);
      if (judged.kind === "valid") return undefined;
      if (judged.kind === "invalid") {
        const errors = told(judged.faults);
        // Whoever called can put the call right; names in a result are its server's words, and not passed on.
        const description =
          code === "SCHEMA_GUARD_ARGS"
            ? `Arguments do not match the schema of the tool: ${inWords(errors)}`
            : "The result does not match the schema of the tool";
        return { code, description, details: { tool, errors } };
      }
      if (config.unusable_schemas === "allow") return undefined;
      return {
        code: limits.has(judged.why) ? "SCHEMA_GUARD_LIMIT_EXCEEDED" : "SCHEMA_GUARD_UNUSABLE",
        description: "The schema of the tool cannot decide",
        details: { tool, why: judged.why },
      };
    }

    function unknownTool(name: string): Answer {
      return answer({
        code: "SCHEMA_GUARD_UNKNOWN_TOOL",
        description: "No schema is known for the arguments of the tool",
        details: { tool: name },
        http_status_code: 403,
      });
    }

    /** Asks for listed schemas; where they cannot be asked for, `fail_mode` decides. */
    function guarded<T>(ask: () => MaybePromise<T>, then: (value: T) => Answer): MaybePromise<Answer> {
      const asked = ask();
      if (!(asked instanceof Promise)) return then(asked);
      return asked.then(
        (value) => {
          away = false;
          return then(value);
        },
        () => {
          if (!away) log.error({ fail_mode: config.fail_mode }, "listed schemas cannot be read");
          away = true;
          if (config.fail_mode === "open") return undefined;
          const description = "Listed schemas cannot be read";
          return denied({
            code: "SCHEMA_GUARD_UNAVAILABLE",
            description,
            details: {},
            http_status_code: 503,
          });
        },
      );
    }

    function answer(wrong: Wrong): Answer {
      if (config.block_on_violation) return denied(wrong);
      log.warn({ code: wrong.code, ...wrong.details }, "a call or result is not as its schema says");
      return { metadata: { schema_guard: { code: wrong.code, ...wrong.details } } };
    }

    return {
      initialize: () => (config.listed_schemas ? state.ready() : undefined),
      tool_list: (payload, { global_context }) => list(payload, global_context.server_id),
      tool_pre_invoke: ({ name, args, headers }, context) => call(name, args, headers, context),
      tool_post_invoke: ({ name, result: value }, context) => result(name, value, context),
    };
  },
});

function denied({ code, description, details, ...others }: Wrong): PluginResult<never> {
  const violation = { code, reason: "Schema validation failed", description, details, ...others };
  return { continue_processing: false, violation };
}

/** The schema of the configuration has read them before. */
function readAll(schemas: Readonly<Record<string, JsonValue>>): ReadonlyMap<string, SchemaReading> {
  return new Map(
    Object.entries(schemas).map(([tool, source]) => [tool, readSchema(source, Number.POSITIVE_INFINITY)]),
  );
}
