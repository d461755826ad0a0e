/**
 * The plugin of the suite: writes down each payload that it is handed on any hook on messages, and denies the tool,
 * prompt or scheme `secret` and the marker word. For a configuration of a test: `kind: watchingPlugin`, below
 * `plugin_dirs: [watchingFolder]`.
 */
import { appendFileSync } from "node:fs";
import {
  builtinHooks,
  definePlugin,
  type HookName,
  type Plugin,
  type PluginResult,
} from "plugins-adapter/framework";
import { z } from "zod";
import { deniedTool, marker } from "../catalogue/case.ts";
import type { Seen } from "./seen.ts";

const hooks = (Object.keys(builtinHooks) as HookName[]).filter((hook) => !hook.startsWith("http_"));

export default definePlugin({
  kind: "watching",
  hooks,
  config: z.strictObject({ record: z.string() }),
  create({ record }): Plugin {
    const judge = (
      hook: string,
      name: string,
      payload: unknown,
      beside?: unknown,
    ): PluginResult<never> | undefined => {
      const denied =
        name === deniedTool ||
        name.startsWith(`${deniedTool}://`) ||
        JSON.stringify([name, payload, beside]).includes(marker);
      const seen: Seen = { hook, name, payload, denied };
      appendFileSync(record, `${JSON.stringify(seen)}\n`);
      return denied ? { continue_processing: false, violation: { code: "DENIED_BY_TEST" } } : undefined;
    };
    const messages = hooks.map((hook) => [
      hook,
      (payload: { readonly method?: unknown }) => judge(hook, String(payload.method), payload),
    ]);
    return {
      ...(Object.fromEntries(messages) as Plugin),
      tool_pre_invoke: ({ name, args, headers }) => judge("tool_pre_invoke", name, args, headers),
      prompt_pre_fetch: ({ prompt_id, args }) => judge("prompt_pre_fetch", prompt_id, args),
      resource_pre_fetch: ({ uri }) => judge("resource_pre_fetch", uri, {}),
      // What a plugin may deny in a result is a text in it, whatever the tool is called.
      tool_post_invoke: ({ result }) => judge("tool_post_invoke", "", result),
      prompt_post_fetch: ({ result }) => judge("prompt_post_fetch", "", result),
      resource_post_fetch: ({ content }) => judge("resource_post_fetch", "", content),
    };
  },
});
