/** An inspection with plugins given as plain handlers, and exchanges driven by headers and bodies as text. */

import { z } from "zod";
import type { Condition } from "../../src/framework/config/entry.ts";
import { builtinHooks, definePlugin, type Plugin } from "../../src/framework/index.ts";
import { loadPlugins } from "../../src/framework/loader.ts";
import { createPluginManager } from "../../src/framework/manager.ts";
import { createInspector } from "../../src/inspection/inspector.ts";
import type {
  BodyVerdict,
  Decision,
  ExchangeInspection,
  Headers,
  Inspector,
  RequestHead,
  RequestPlan,
  ResponsePlan,
} from "../../src/inspection/verdict.ts";
import { type AdapterSettings, adapterSettings } from "../../src/settings/adapter.ts";
import type { Correlation } from "../../src/state/correlation.ts";
import { testState } from "../state/memory.ts";

export type Inspected = {
  readonly inspector: Inspector;
  /** The one that was opened. */
  readonly exchange: ExchangeInspection;
  readonly decisions: Decision[];
  readonly faults: unknown[];
  readonly unfit: string[];
};

type SettingsInput = z.input<typeof adapterSettings>;

/** Opens an inspection whose only plugin has these handlers. */
export async function inspect(
  plugin: Plugin,
  settings: SettingsInput = {},
  mode = "enforce",
  conditions: readonly Condition[] = [],
  correlation: Correlation = testState().correlation,
): Promise<Inspected> {
  const hooks = Object.keys(plugin).filter((name) => Object.hasOwn(builtinHooks, name));
  const definition = definePlugin({
    kind: "inline",
    hooks,
    config: z.strictObject({}),
    create: () => plugin,
  });
  const entry = {
    name: "inline",
    kind: "inline",
    tags: [],
    hooks: [],
    mode: mode as "enforce",
    onError: "fail" as const,
    priority: 100,
    conditions,
    config: {},
    source: { file: "test", line: 1 },
  };
  const loaded = await loadPlugins({ entries: hooks.length > 0 ? [entry] : [], definitions: [definition] });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const decisions: Decision[] = [];
  const faults: unknown[] = [];
  const unfit: string[] = [];
  const parsed: AdapterSettings = adapterSettings.parse(settings);
  const inspector = createInspector({
    hooks: createPluginManager({ instances: loaded.instances }),
    settings: parsed,
    enabled: true,
    correlation,
    observer: {
      decided: (decision) => decisions.push(decision),
      faulted: (error) => faults.push(error),
      unfit: (side) => unfit.push(side),
    },
  });
  return { inspector, exchange: inspector.open(), decisions, faults, unfit };
}

export const postHeaders: Headers = [
  [":method", "POST"],
  [":path", "/mcp"],
  [":scheme", "http"],
  [":authority", "gateway.test"],
  ["content-type", "application/json"],
];

export const jsonHeaders: Headers = [
  [":status", "200"],
  ["content-type", "application/json"],
];

/** A plan that is there at once, as it is where no plugin reads headers. */
function atOnce<T>(plan: T | Promise<T>): T {
  if (plan instanceof Promise) throw new TypeError("the plan has to be waited for");
  return plan;
}

/** Request headers, readable both ways unless said otherwise. */
export function requestHead(...args: Parameters<typeof requestPlan>): RequestPlan {
  return atOnce(requestPlan(...args));
}

/** The same where plugins read the headers. */
export function requestPlan(
  exchange: ExchangeInspection,
  headers: Headers | undefined = postHeaders,
  endOfStream = false,
  more: Partial<RequestHead> = {},
) {
  return exchange.requestHead({
    headers,
    endOfStream,
    attributes: () => ({}),
    metadata: () => ({}),
    bodyReadable: true,
    responseReadable: true,
    ...more,
  });
}

export function responseHead(...args: Parameters<typeof responsePlan>): ResponsePlan {
  return atOnce(responsePlan(...args));
}

export function responsePlan(
  exchange: ExchangeInspection,
  headers: Headers = jsonHeaders,
  endOfStream = false,
) {
  return exchange.responseHead({ headers, endOfStream, bodyReadable: true });
}

export async function request(exchange: ExchangeInspection, body: string): Promise<BodyVerdict> {
  const verdict = await exchange.requestBody(Buffer.from(body));
  if (verdict.kind === "answer") throw new TypeError("a plugin has answered the request");
  return verdict;
}

export async function response(exchange: ExchangeInspection, body: string): Promise<BodyVerdict> {
  return exchange.responseBody(Buffer.from(body));
}

/** An exchange whose request went on: what comes now is its answer. */
export async function asked(
  plugin: Plugin,
  body: string = call("1", "t", "{}"),
  settings: SettingsInput = {},
  headers: Headers = postHeaders,
): Promise<Inspected> {
  const inspected = await inspect(plugin, settings);
  requestHead(inspected.exchange, headers);
  const verdict = await request(inspected.exchange, body);
  if (verdict.kind === "deny") throw new Error(text(verdict));
  return inspected;
}

/** The same for a request without a body, a GET unless said otherwise. */
export async function fetched(
  plugin: Plugin,
  settings: SettingsInput = {},
  method = "GET",
): Promise<Inspected> {
  const inspected = await inspect(plugin, settings);
  requestHead(inspected.exchange, [[":method", method], ...postHeaders.slice(1, 4)], true);
  return inspected;
}

/** What goes on of a piece of an event stream. */
export async function push(exchange: ExchangeInspection, piece: string | Uint8Array, end = false) {
  return Buffer.from((await exchange.responseEvents(Buffer.from(piece), end)).bytes).toString();
}

/** A tool's answer of one text. */
export function toolAnswer(id: string, said: string): string {
  return `{"jsonrpc":"2.0","id":${id},"result":{"content":[{"type":"text","text":${JSON.stringify(said)}}]}}`;
}

/** What would be forwarded, or the denial's text. */
export function text(verdict: BodyVerdict, original = "<as it was>"): string {
  if (verdict.kind === "pass") return original;
  return Buffer.from(verdict.kind === "deny" ? verdict.denial.body : verdict.body).toString();
}

export function call(id: string, name: string, args: string): string {
  return `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"${name}","arguments":${args}}}`;
}
