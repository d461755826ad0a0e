import { definePlugin, type JsonObject } from "plugins-adapter/framework";
import { z } from "zod";

const name = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "is not the name of a header");
const value = z
  .string()
  .max(8000)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant
  .regex(/^[^\0-\x08\x0a-\x1f\x7f]*$/, "a header's value has no control characters");
/** What no plugin can set: MCP's own, Envoy's, and those of framing. */
const fixed =
  /^(mcp-.*|x-envoy-.*|x-mcp-denied|content-(length|type|encoding)|transfer-encoding|connection|keep-alive|proxy-connection|te|trailer|upgrade|host)$/i;

const headerInjectorConfig = z.strictObject({
  headers: z
    .record(
      name.refine((each) => !fixed.test(each), "is a header that plugins cannot set"),
      value,
    )
    .default({})
    .describe("Headers to set, by name; one that the client sent is replaced"),
  uri_prefixes: z
    .array(z.string().min(1).max(2000))
    .max(1000)
    .nullable()
    .default(null)
    .describe("Prefixes of the URIs of resources that get them; empty or null for all"),
});

/** Sets headers on reads of resources, and on calls of tools. */
export default definePlugin({
  kind: "header_injector",
  aliases: ["plugins.header_injector.header_injector.HeaderInjectorPlugin"],
  hooks: ["resource_pre_fetch", "tool_pre_invoke"],
  config: headerInjectorConfig,
  readOnly: true,
  create({ headers, uri_prefixes }) {
    const added = Object.entries(headers);
    const lower = Object.fromEntries(added.map(([key, text]) => [key.toLowerCase(), text]));
    const metadata = { headers_injected: true, count: added.length };
    const prefixes = uri_prefixes ?? [];
    return {
      resource_pre_fetch: (payload) => {
        if (added.length === 0) return undefined;
        if (prefixes.length > 0 && !prefixes.some((prefix) => payload.uri.startsWith(prefix)))
          return undefined;
        const before = payload.metadata["headers"];
        const kept = isObject(before) ? before : {};
        if (added.every(([key, text]) => kept[key] === text)) return undefined;
        return {
          modified_payload: {
            ...payload,
            metadata: { ...payload.metadata, headers: { ...kept, ...headers } },
          },
          metadata,
        };
      },
      tool_pre_invoke: (payload) => {
        // A tool has no URI: where prefixes are given, only resources are meant.
        if (added.length === 0 || prefixes.length > 0) return undefined;
        const before = payload.headers ?? {};
        if (Object.entries(lower).every(([key, text]) => before[key] === text)) return undefined;
        return { modified_payload: { ...payload, headers: { ...before, ...lower } }, metadata };
      },
    };
  },
});

function isObject(given: unknown): given is JsonObject {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}
