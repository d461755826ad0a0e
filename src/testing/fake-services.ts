import { z } from "zod";
import { defaultServices } from "../framework/config/services-schema.ts";
import {
  definePlugin,
  type HttpAnswer,
  type HttpService,
  type JsonValue,
  type Plugin,
  type PluginDefinition,
  type PluginServices,
  ServiceError,
} from "../framework/index.ts";
import { createInstanceServices, type InstanceServices } from "../framework/services/instance-services.ts";
import { createTtlCache } from "../framework/services/ttl-cache.ts";

/** What stands in for the world behind `context.services`. The cache is a real one. */
export interface FakeServices {
  /** Plugins that the tested one may call, by name: objects with a handler for each hook. */
  readonly plugins?: Readonly<Record<string, Plugin>>;
  /** Answers requests; without it they are refused. What it throws, the plugin's request rejects with. */
  readonly http?: (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>;
}

/** A request that the tested plugin makes. */
export interface FakeRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @property json the body as a value, in place of `body` */
export interface FakeAnswer {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly json?: JsonValue;
}

/** For a context without a loader: a cache, and nobody to reach. */
export function noServices(): PluginServices {
  return {
    ...fakeStart({}),
    plugin(name) {
      throw new ServiceError("unavailable", `plugin "${name}" does not run`);
    },
  };
}

/** The services of a tested plugin's instance. */
export function fakeStart(fakes: FakeServices): InstanceServices {
  const cache = createTtlCache(defaultServices.cache, () => performance.now());
  return { ...createInstanceServices(), cache, http: fakeHttp(fakes.http), close() {} };
}

/** A definition for each plugin that may be called. */
export function fakePlugins({ plugins = {} }: FakeServices): [name: string, PluginDefinition][] {
  return Object.entries(plugins).map(([name, plugin]) => {
    const lifecycle = ["initialize", "shutdown", "health", "observe", "counts", "hooks"];
    const hooks = [
      ...Object.keys(plugin).filter((key) => !lifecycle.includes(key)),
      ...Object.keys(plugin.hooks ?? {}),
    ];
    return [name, definePlugin({ kind: `fake ${name}`, hooks, config: z.unknown(), create: () => plugin })];
  });
}

function fakeHttp(answer: FakeServices["http"]): HttpService {
  return {
    async fetch(url, request = {}) {
      if (answer === undefined) throw new ServiceError("refused", "the test has no `http`");
      if (request.signal?.aborted) throw new ServiceError("aborted", "the request was given up");
      const { method = "GET", headers = {}, body = "" } = request;
      const text = typeof body === "string" ? body : Buffer.from(body).toString();
      return answerOf(await answer({ url: String(url), method, headers, body: text }));
    },
  };
}

function answerOf({ status = 200, headers = {}, body, json }: FakeAnswer): HttpAnswer {
  const text = json === undefined ? (body ?? "") : JSON.stringify(json);
  return {
    status,
    headers,
    body: Buffer.from(text),
    text: () => text,
    json() {
      try {
        return JSON.parse(text) as JsonValue;
      } catch {
        throw new ServiceError("invalid", "the answer is no JSON");
      }
    },
  };
}
