import { z } from "zod";
import { actions, verdicts } from "./decisions/query.ts";
import { modeBody } from "./plugin-routes.ts";
import * as shapes from "./shapes.ts";

interface Operation {
  readonly summary: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: z.ZodType;
  /** What a 200 holds; a text where it is no JSON. */
  readonly answer: z.ZodType | "text" | "openapi";
  /** It changes something: bearer token. */
  readonly writes?: boolean;
  /** It tells of traffic: bearer token, but where none is needed. */
  readonly guarded?: boolean;
  /** A 200 may also be a stream of events, each with one of these as data. */
  readonly events?: z.ZodType;
  /** Statuses beside 200 and those of the token, and when they come. */
  readonly others?: Readonly<Record<number, string>>;
}

const pluginApi = "no such plugin, or `plugin_settings.enable_plugin_api` is false";
const apiOff = "`plugin_settings.enable_plugin_api` is false";
const refused = "refused: what ran before goes on";
const busy = "too many changes are under way, or the process is stopping";

/** Every operation of the management server, by method and path. */
export const operations: Readonly<Record<string, Operation>> = {
  "GET /openapi.json": { summary: "This document", answer: "openapi" },
  "GET /healthz": { summary: "The process can answer", answer: shapes.health },
  "GET /readyz": {
    summary: "Whether traffic is taken, and what an operator should know",
    answer: shapes.readiness,
    others: { 503: "not listening yet, or stopping; the body is the same" },
  },
  "GET /metrics": {
    summary: "Metrics in Prometheus's text format",
    answer: "text",
    others: { 404: "`telemetry.metrics` is false" },
  },
  "GET /decisions": {
    summary:
      "The latest decisions about messages; with `accept: text/event-stream` or `?stream` as they come",
    query: {
      plugin: "a plugin that ran",
      hook: "a hook that ran",
      verdict: verdicts.join(", "),
      action: actions.join(", "),
      method: "MCP method",
      name: "tool, prompt or URI",
      exchange: "id of an exchange",
      since: "ISO 8601: decided then or later",
      limit: "at most so many, the latest; 1000 at most, 100 without",
      stream: "as events",
    },
    answer: shapes.decisions,
    events: shapes.decision,
    guarded: true,
    others: {
      400: "no such filter, or value of one",
      404: "`management.decisions.kept` is 0",
      503: "`management.decisions.streams` are open",
    },
  },
  "POST /reload": {
    summary: "Reads the configuration again and swaps it in if all is well",
    answer: shapes.reloaded,
    writes: true,
    others: { 422: refused, 503: busy },
  },
  "GET /plugins": {
    summary: "The plugins",
    query: {
      search: "part of name, description, author or a tag, case ignored",
      mode: "mode, ContextForge's names too",
      hook: "a hook that it runs on",
      tag: "a tag",
    },
    answer: shapes.pluginList,
    others: { 404: apiOff },
  },
  "GET /plugins/stats": { summary: "Counts and counters", answer: shapes.stats, others: { 404: apiOff } },
  "POST /plugins/stats/reset": {
    summary: "Sets the counters to 0",
    answer: shapes.statsReset,
    writes: true,
    others: { 404: apiOff },
  },
  "GET /plugins/{name}": { summary: "One plugin", answer: shapes.plugin, others: { 404: pluginApi } },
  "PUT /plugins/{name}": {
    summary: "Runs a plugin in another mode until the configuration is read again",
    body: modeBody,
    answer: shapes.modeChanged,
    writes: true,
    others: {
      400: "no such mode, or no JSON",
      404: pluginApi,
      413: "the body is too large",
      422: refused,
      503: busy,
    },
  },
  "POST /plugins/reload/{name}": {
    summary: "Makes one plugin anew with its present entry; the others keep running",
    answer: shapes.pluginReloaded,
    writes: true,
    others: { 404: pluginApi, 422: refused, 503: busy },
  },
  "POST /plugins/switch-on/{name}": {
    summary: "Switches a plugin on again that on_error: disable has switched off",
    answer: shapes.switchedOn,
    writes: true,
    others: { 404: pluginApi },
  },
};

/** The OpenAPI 3.1 document of the management server. */
export function openApi() {
  const paths: Record<string, Record<string, object>> = {};
  for (const [key, operation] of Object.entries(operations)) {
    const [method = "", path = ""] = key.split(" ", 2);
    paths[path] = { ...paths[path], [method.toLowerCase()]: describe(path, operation) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "plugins-adapter management",
      description: "Health, metrics, decisions, plugins and reloads of one process.",
      version: "1",
    },
    paths,
    components: {
      schemas: { Error: schemaOf(shapes.error) },
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "adapter.management.token" },
        readToken: { type: "http", scheme: "bearer", description: "adapter.management.read_token" },
      },
    },
  };
}

function describe(
  path: string,
  { summary, query, body, answer, writes, guarded, events, others }: Operation,
) {
  const parameters = [
    ...(path.includes("{name}")
      ? [{ name: "name", in: "path", required: true, description: "Name of the plugin", schema: text }]
      : []),
    ...Object.entries(query ?? {}).map(([name, description]) => ({
      name,
      in: "query",
      description,
      schema: text,
    })),
  ];
  const refusals = {
    ...(guarded && {
      401: "no valid bearer token",
      403: "a token is needed on this address and none is configured, or the host is named by a foreign name",
    }),
    ...(writes && { 401: "no valid bearer token", 403: "no `adapter.management.token` is configured" }),
    ...others,
  };
  const responses: Record<string, object> = {
    200: { description: "done", content: { ...contentOf(answer), ...(events && eventsOf(events)) } },
  };
  for (const [status, description] of Object.entries(refusals))
    responses[status] = {
      description,
      content: path === "/readyz" ? contentOf(answer) : { [json]: { schema: errorReference } },
    };
  return {
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: { [json]: { schema: schemaOf(body) } } } }),
    ...(writes && { security: [{ token: [] }] }),
    ...(guarded && { security: [{}, { token: [] }, { readToken: [] }] }),
    responses,
  };
}

const json = "application/json";
const text = { type: "string" };
const errorReference = { $ref: "#/components/schemas/Error" };

function contentOf(answer: Operation["answer"]) {
  if (answer === "text") return { "text/plain": { schema: text } };
  return { [json]: { schema: answer === "openapi" ? { type: "object" } : schemaOf(answer) } };
}

/** Data of the events; OpenAPI 3.1 has no words for their frame. */
function eventsOf(data: z.ZodType) {
  return { "text/event-stream": { schema: schemaOf(data) } };
}

function schemaOf(shape: z.ZodType): object {
  const { $schema: _, ...schema } = z.toJSONSchema(shape);
  return schema;
}
