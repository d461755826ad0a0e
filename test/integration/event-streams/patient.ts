/**
 * A user's plugin on results, by their text: `secret-…` is replaced, `forbidden` denied, and the answer to
 * `wait for <file>` comes when there is such a file. It says in the log when it was asked, and when it was told that
 * its answer is wanted no more.
 */
import { existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { definePlugin, type Plugin } from "plugins-adapter/framework";
import { z } from "zod";

export default definePlugin({
  kind: "patient",
  hooks: ["tool_post_invoke"],
  config: z.strictObject({}),
  create: (_, { log }): Plugin => ({
    async tool_post_invoke({ name, result }, { signal }) {
      const text = JSON.stringify(result);
      const file = /wait for ([^ "]+)/.exec(text)?.[1];
      if (file !== undefined) {
        log.info({}, "patient: asked");
        signal.addEventListener("abort", () => log.info({ why: signal.reason?.name }, "patient: told"));
        while (!existsSync(file) && !signal.aborted) await wait(10);
      }
      if (text.includes("forbidden"))
        return {
          continue_processing: false,
          violation: { reason: "No", description: "never", code: "NOPE" },
        };
      if (!text.includes("secret-")) return {};
      return {
        modified_payload: { name, result: JSON.parse(text.replaceAll(/secret-[a-z]+/g, "hidden")) },
      };
    },
  }),
});
