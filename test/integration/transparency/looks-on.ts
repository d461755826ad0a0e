/**
 * A plugin that reads all of every payload of every hook and does nothing. For a configuration of a test:
 * `kind: ./looks-on.ts#default`.
 */
import { definePlugin, type Plugin } from "plugins-adapter/framework";
import { z } from "zod";

const read = async (payload: unknown): Promise<undefined> => {
  JSON.stringify(payload);
  // the verdict comes later than the call returns, as that of most plugins
  await new Promise((resolve) => setImmediate(resolve));
};

export default definePlugin({
  kind: "looks_on",
  hooks: [
    "tool_pre_invoke",
    "tool_post_invoke",
    "prompt_pre_fetch",
    "prompt_post_fetch",
    "resource_pre_fetch",
    "resource_post_fetch",
    "http_pre_request",
    "http_post_request",
    "http_auth_resolve_user",
    "http_auth_check_permission",
  ],
  config: z.strictObject({}),
  create: (): Plugin => ({
    tool_pre_invoke: read,
    tool_post_invoke: read,
    prompt_pre_fetch: read,
    prompt_post_fetch: read,
    resource_pre_fetch: read,
    resource_post_fetch: read,
    http_pre_request: read,
    http_post_request: read,
    http_auth_resolve_user: read,
    http_auth_check_permission: read,
  }),
});
