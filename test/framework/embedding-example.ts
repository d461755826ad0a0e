import assert from "node:assert/strict";
import {
  createHookRegistry,
  createPluginManager,
  definePlugin,
  loadPlugins,
  pluginEntry,
} from "plugins-adapter/framework";
import { z } from "zod";

// A kind of plugin: what it is called, what it may be configured with, what it does.
const hideWord = definePlugin({
  kind: "hide_word",
  hooks: ["tool_pre_invoke", "comment_post"],
  config: z.strictObject({ word: z.string().min(1) }),
  create: ({ word }) => {
    const hide = (text: string) => text.replaceAll(word, "***");
    return {
      tool_pre_invoke(payload) {
        if (payload.name === "delete_everything") {
          return {
            continue_processing: false,
            violation: { reason: "Not from here", code: "TOO_DANGEROUS" },
          };
        }
        const { message } = payload.args;
        if (typeof message !== "string") return;
        return { modified_payload: { ...payload, args: { ...payload.args, message: hide(message) } } };
      },
      hooks: {
        comment_post: ({ text }) => ({ modified_payload: { text: hide(String(text)) } }),
      },
    };
  },
});

// A hook of your own program, beside those for MCP.
const hooks = createHookRegistry([
  {
    name: "comment_post",
    family: "other",
    payload: z.object({ author: z.string(), text: z.string() }),
    writable: ["text"],
  },
]);

// All plugins are loaded and initialised, or none is and you learn every reason.
const loaded = await loadPlugins({
  entries: [pluginEntry({ name: "Secret", kind: "hide_word", config: { word: "xyzzy" } })],
  definitions: [hideWord],
  hooks,
});
if (!loaded.ok)
  throw new Error(loaded.problems.map(({ plugin, message }) => `${plugin}: ${message}`).join("\n"));
const manager = createPluginManager({ ...loaded, settings: { plugin_timeout: 5 } });

// One context for everything that belongs together: plugins keep their state under its request_id.
const context = { request_id: crypto.randomUUID(), user: "ada", state: {}, metadata: {} };

const call = await manager.invokeHook(
  "tool_pre_invoke",
  { name: "say", args: { message: "xyzzy!" } },
  context,
);
assert.deepEqual(call.payload, { name: "say", args: { message: "***!" } });

const denied = await manager.invokeHook("tool_pre_invoke", { name: "delete_everything", args: {} }, context);
assert.equal(denied.continue_processing, false);
assert.equal(denied.violation?.code, "TOO_DANGEROUS");

const comment = await manager.invokeHook("comment_post", { author: "ada", text: "say xyzzy" }, context);
assert.equal(comment.payload.text, "say ***");

manager.releaseContexts(context.request_id);
await manager.shutdown();
