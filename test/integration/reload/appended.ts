/**
 * A user's plugin that adds its mark to what it sees, on both legs: where several run, each leaves one. For configurations
 * of a test: `kind: ./appended.ts`, or in a process of its own.
 */
import { definePlugin, type JsonObject, type Plugin } from "plugins-adapter/framework";
import { z } from "zod";

type Marked = { readonly marks?: readonly string[] };

export default definePlugin({
  kind: "appended",
  hooks: ["tool_pre_invoke", "tool_post_invoke"],
  config: z.strictObject({ mark: z.string() }),
  create: ({ mark }): Plugin => ({
    tool_pre_invoke(payload) {
      const { marks = [] } = payload.args as Marked;
      return { modified_payload: { ...payload, args: { marks: [...marks, mark] } } };
    },
    tool_post_invoke(payload) {
      const result = payload.result as { readonly _meta: JsonObject };
      const { marks = [] } = result._meta as Marked;
      const _meta = { ...result._meta, marks: [...marks, mark] };
      return { modified_payload: { ...payload, result: { ...result, _meta } } };
    },
  }),
});
