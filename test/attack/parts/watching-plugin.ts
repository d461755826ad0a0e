/**
 * The plugin of the suite: writes down each payload that it is handed, and denies the tool, prompt or scheme `secret`
 * and the marker word. For a configuration of a test: `kind: watchingPlugin`, below `plugin_dirs: [watchingFolder]`.
 */
import { appendFileSync } from "node:fs";
import { definePlugin, type Plugin, type PluginResult } from "plugins-adapter/framework";
import { z } from "zod";
import { deniedTool, marker } from "../catalogue/case.ts";
import type { Seen } from "./seen.ts";

export default definePlugin({
  kind: "watching",
  hooks: [
    "tool_pre_invoke",
    "tool_post_invoke",
    "prompt_pre_fetch",
    "prompt_post_fetch",
    "resource_pre_fetch",
    "resource_post_fetch",
  ],
  config: z.strictObject({ record: z.string() }),
  create({ record }): Plugin {
    const judge = (hook: string, name: string, payload: unknown): PluginResult<never> | undefined => {
      const denied =
        name === deniedTool ||
        name.startsWith(`${deniedTool}://`) ||
        JSON.stringify([name, payload]).includes(marker);
      const seen: Seen = { hook, name, payload, denied };
      appendFileSync(record, `${JSON.stringify(seen)}\n`);
      return denied ? { continue_processing: false, violation: { code: "DENIED_BY_TEST" } } : undefined;
    };
    return {
      tool_pre_invoke: ({ name, args }) => judge("tool_pre_invoke", name, args),
      prompt_pre_fetch: ({ prompt_id, args }) => judge("prompt_pre_fetch", prompt_id, args),
      resource_pre_fetch: ({ uri }) => judge("resource_pre_fetch", uri, {}),
      // What a plugin may deny in a result is a text in it, whatever the tool is called.
      tool_post_invoke: ({ result }) => judge("tool_post_invoke", "", result),
      prompt_post_fetch: ({ result }) => judge("prompt_post_fetch", "", result),
      resource_post_fetch: ({ content }) => judge("resource_post_fetch", "", content),
    };
  },
});
