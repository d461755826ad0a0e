/** Reads what it gets and allows it: the least that a plugin does, as `Reads` of the Python stack. */
import { definePlugin } from "plugins-adapter/framework";
import { z } from "zod";

export default definePlugin({
  kind: "trivial",
  hooks: ["tool_pre_invoke", "tool_post_invoke", "prompt_pre_fetch"],
  config: z.strictObject({}),
  create: () => ({
    tool_pre_invoke: ({ name, args }) => ({ continue_processing: name !== "" && args !== null }),
    tool_post_invoke: ({ result }) => ({ continue_processing: result !== undefined }),
    prompt_pre_fetch: ({ prompt_id }) => ({ continue_processing: prompt_id !== "" }),
  }),
});
