/** The plugin of the matrix: it denies what holds the word, in every hook, and what headers ask it to. */
import { definePlugin, type JsonValue, type PluginResult } from "plugins-adapter/framework";
import { z } from "zod";

const word = "nightfall";

export default definePlugin({
  kind: "matrix_guard",
  hooks: [
    "http_pre_request",
    "http_post_request",
    "tool_pre_invoke",
    "tool_post_invoke",
    "prompt_pre_fetch",
    "prompt_post_fetch",
    "resource_pre_fetch",
    "resource_post_fetch",
  ],
  config: z.record(z.string(), z.unknown()),
  create: () => ({
    http_pre_request({ headers }) {
      const wanted = headers["x-matrix"] ?? "";
      if (!wanted.startsWith("deny-")) return {};
      return deny("http_pre_request", Number(wanted.slice("deny-".length)));
    },
    http_post_request: ({ response_headers = {} }) =>
      response_headers["x-poison"] === undefined ? {} : deny("http_post_request"),
    tool_pre_invoke: ({ args }) => judge("tool_pre_invoke", args),
    tool_post_invoke: ({ result }) => judge("tool_post_invoke", result),
    prompt_pre_fetch: ({ args }) => judge("prompt_pre_fetch", args ?? {}),
    prompt_post_fetch: ({ result }) => judge("prompt_post_fetch", result as unknown as JsonValue),
    resource_pre_fetch: ({ uri }) => judge("resource_pre_fetch", uri),
    resource_post_fetch: ({ content }) => judge("resource_post_fetch", content as unknown as JsonValue),
  }),
});

/** A status after the word, as in `nightfall-429`, is the violation's. */
function judge(hook: string, value: unknown): PluginResult<never> {
  const found = new RegExp(`${word}(?:-(\\d{3}))?`).exec(JSON.stringify(value));
  return found ? deny(hook, found[1] === undefined ? undefined : Number(found[1])) : {};
}

function deny(hook: string, status?: number): PluginResult<never> {
  const violation = {
    reason: "Denied",
    description: hook,
    code: "MATRIX",
    ...(status !== undefined && { http_status_code: status }),
  };
  return { continue_processing: false, violation };
}
