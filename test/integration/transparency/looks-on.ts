/**
 * A plugin that reads all of every payload of every hook and does nothing. For a configuration of a test:
 * `kind: ./looks-on.ts#default`.
 */

import { definePlugin, type Plugin } from "plugins-adapter/framework";
import { z } from "zod";
import { everyHook } from "./every-hook.ts";

const read = async (payload: unknown): Promise<undefined> => {
  JSON.stringify(payload);
  // the verdict comes later than the call returns, as that of most plugins
  await new Promise((resolve) => setImmediate(resolve));
};

export default definePlugin({
  kind: "looks_on",
  hooks: everyHook,
  config: z.strictObject({}),
  create: (): Plugin => Object.fromEntries(everyHook.map((hook) => [hook, read])),
});
