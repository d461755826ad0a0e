import {
  compileNames,
  definePlugin,
  type JsonObject,
  type JsonValue,
  parseJson,
} from "plugins-adapter/framework";
import { responseCacheConfig } from "./config.ts";
import { isExact, keyHeaders, keyOf } from "./key.ts";
import { keptResults } from "./results.ts";

const keyState = "key";

/** Answers the same call of the same caller again without the server. */
export default definePlugin({
  kind: "response_cache",
  aliases: ["plugins.cached_tool_result.cached_tool_result.CachedToolResultPlugin"],
  hooks: ["tool_pre_invoke", "tool_post_invoke"],
  config: responseCacheConfig,
  readOnly: true,
  create(config, { log }) {
    if (config.cacheable_tools.length === 0) log.warn({}, "cacheable_tools names no tool: nothing is kept");
    const { max_entries, max_bytes, max_entry_bytes } = config;
    const ttlMs = config.ttl * 1000;
    const isCacheable = compileNames(config.cacheable_tools);
    const results = keptResults({ entries: max_entries, bytes: max_bytes, ttlMs }, () => performance.now());
    const options = {
      headers: [...new Set([...keyHeaders, ...config.key_headers.map((name) => name.toLowerCase())])].sort(),
      fields: config.key_fields,
      anonymous: config.anonymous,
      shareSessions: config.share_sessions,
    };
    /** The keys that the last exchanges have kept results under, should one still be denied. */
    const latest = new Map<string, string>();
    const counts = { hits: 0, misses: 0, stored: 0 };

    function keep(exchange: string, key: string, text: string, forMs: number): void {
      results.set(key, text, forMs);
      counts.stored++;
      latest.set(exchange, key);
      for (const oldest of latest.keys()) {
        if (latest.size <= max_entries) break;
        latest.delete(oldest);
      }
    }

    return {
      tool_pre_invoke({ name, args, headers }, context) {
        const { answerScope: server, global_context } = context;
        if (server === undefined || !isCacheable(name)) return undefined;
        const key = keyOf({ server, name, args, headers: headers ?? {} }, global_context, options);
        if (key === undefined) return undefined;
        const text = results.get(key);
        if (text === undefined) {
          counts.misses++;
          context.setState(keyState, key);
          return undefined;
        }
        counts.hits++;
        return { answer: parseJson(text) as JsonObject, metadata: { response_cache: "hit" } };
      },
      tool_post_invoke({ result }, context) {
        const key = context.getState(keyState);
        if (typeof key !== "string" || context.answerScope === undefined || !isKeepable(result))
          return undefined;
        const forMs = lifetime(result, ttlMs);
        const text = JSON.stringify(result);
        if (forMs > 0 && 2 * text.length <= max_entry_bytes)
          keep(context.global_context.request_id, key, text, forMs);
        return undefined;
      },
      observe({ action }, { request_id }) {
        if (action !== "denied") return;
        const key = latest.get(request_id);
        if (key !== undefined) results.delete(key);
      },
      counts: () => ({ ...counts }),
      shutdown() {
        results.clear();
        latest.clear();
      },
    };
  },
});

/** A tool's result that is whole: no error, no task, no question to the client. */
function isKeepable(result: JsonValue): result is JsonObject {
  if (typeof result !== "object" || result === null || Array.isArray(result)) return false;
  if (!Array.isArray(result["content"]) || (result["isError"] ?? false) !== false) return false;
  if ((result["resultType"] ?? "complete") !== "complete") return false;
  if (["task", "inputRequests", "requestState"].some((key) => Object.hasOwn(result, key))) return false;
  return isExact(result);
}

/** `ttlMs` of a result (2026-07-28, Caching) is how long its server holds it for fresh; anything else says nothing. */
function lifetime(result: JsonObject, ttlMs: number): number {
  const told = result["ttlMs"];
  return typeof told === "number" ? Math.min(told, ttlMs) : ttlMs;
}
