/**
 * A user's plugin that marks what it sees with a word of its configuration, on both legs, and counts the starts and ends
 * of all its instances in the log. For a configuration of a test: `kind: ./counted.ts`.
 */
import { definePlugin, type Plugin } from "plugins-adapter/framework";
import { z } from "zod";

let running = 0;

export default definePlugin({
  kind: "counted",
  hooks: ["tool_pre_invoke", "tool_post_invoke"],
  config: z.strictObject({ mark: z.string() }),
  create({ mark }, { log }): Plugin {
    return {
      async initialize() {
        running++;
        log.info({ mark, running }, "counted: started");
      },
      shutdown() {
        running--;
        log.info({ mark, running }, "counted: ended");
      },
      async tool_pre_invoke(payload) {
        // other work comes between, reloads among it
        await new Promise((resolve) => setImmediate(resolve));
        return { modified_payload: { ...payload, args: { mark } } };
      },
      tool_post_invoke(payload) {
        const result = { ...(payload.result as object), content: [{ type: "text", text: mark }] };
        return { modified_payload: { ...payload, result } };
      },
    };
  },
});
