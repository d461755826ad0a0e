/** An inspection with plugins given as plain handlers, and exchanges driven by headers and bodies as text. */

import { z } from "zod";
import { definePlugin, type Plugin } from "../../src/framework/index.ts";
import { loadPlugins } from "../../src/framework/loader.ts";
import { createPluginManager } from "../../src/framework/manager.ts";
import { createInspector } from "../../src/inspection/inspector.ts";
import type { BodyVerdict, Decision, ExchangeInspection, Headers } from "../../src/inspection/verdict.ts";
import { type AdapterSettings, adapterSettings } from "../../src/settings/adapter.ts";

export type Inspected = {
  readonly exchange: ExchangeInspection;
  readonly decisions: Decision[];
  readonly faults: unknown[];
};

type SettingsInput = z.input<typeof adapterSettings>;

/** Opens an inspection whose only plugin has these handlers. */
export async function inspect(
  plugin: Plugin,
  settings: SettingsInput = {},
  mode = "enforce",
): Promise<Inspected> {
  const hooks = Object.keys(plugin).filter((name) => /_(invoke|fetch)$/.test(name));
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
    conditions: [],
    config: {},
    source: { file: "test", line: 1 },
  };
  const loaded = await loadPlugins({ entries: hooks.length > 0 ? [entry] : [], definitions: [definition] });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const decisions: Decision[] = [];
  const faults: unknown[] = [];
  const parsed: AdapterSettings = adapterSettings.parse(settings);
  const inspector = createInspector({
    hooks: createPluginManager({ instances: loaded.instances }),
    settings: parsed,
    enabled: true,
    observer: {
      decided: (decision) => decisions.push(decision),
      faulted: (error) => faults.push(error),
      unfit() {},
    },
  });
  return { exchange: inspector.open(), decisions, faults };
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

/** Request headers, readable both ways unless said otherwise. */
export function requestHead(
  exchange: ExchangeInspection,
  headers: Headers = postHeaders,
  endOfStream = false,
) {
  return exchange.requestHead({
    headers,
    endOfStream,
    attributes: () => ({}),
    metadata: () => ({}),
    bodyReadable: true,
    responseReadable: true,
  });
}

export function responseHead(
  exchange: ExchangeInspection,
  headers: Headers = jsonHeaders,
  endOfStream = false,
) {
  return exchange.responseHead({ headers, endOfStream, bodyReadable: true });
}

export async function request(exchange: ExchangeInspection, body: string): Promise<BodyVerdict> {
  return exchange.requestBody(Buffer.from(body));
}

export async function response(exchange: ExchangeInspection, body: string): Promise<BodyVerdict> {
  return exchange.responseBody(Buffer.from(body));
}

/** What would be forwarded, or the denial's text. */
export function text(verdict: BodyVerdict, original = "<as it was>"): string {
  if (verdict.kind === "pass") return original;
  return Buffer.from(verdict.kind === "deny" ? verdict.denial.body : verdict.body).toString();
}

export function call(id: string, name: string, args: string): string {
  return `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"${name}","arguments":${args}}}`;
}
