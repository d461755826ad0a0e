/** A user's plugin with faults that nobody catches, whose messages quote what it was given: for the tool it names. */
import { definePlugin, type Plugin } from "plugins-adapter/framework";
import { z } from "zod";

export default definePlugin({
  kind: "careless",
  hooks: ["tool_pre_invoke"],
  config: z.strictObject({}),
  create: (): Plugin => ({
    tool_pre_invoke({ name, args }) {
      const fault = new Error(`could not store ${JSON.stringify(args)}`);
      if (name === "rejection") void Promise.reject(fault);
      if (name === "throw")
        setImmediate(() => {
          throw fault;
        });
      if (name === "text") void Promise.reject(`could not store ${JSON.stringify(args)}`);
    },
  }),
});
