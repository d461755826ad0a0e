/**
 * The plugin of these tests, on every hook: writes down what it is handed, denies what holds the word, and makes `eu` of
 * a tool's argument `region: eu-internal`.
 */
import { appendFileSync } from "node:fs";
import {
  builtinHooks,
  definePlugin,
  type HookName,
  type JsonObject,
  type Plugin,
  type PluginResult,
} from "plugins-adapter/framework";
import { z } from "zod";
import { word } from "../typescript/serve.ts";

const hooks = (Object.keys(builtinHooks) as HookName[]).filter((hook) => !hook.startsWith("http_"));

export default definePlugin({
  kind: "recorder",
  hooks,
  config: z.strictObject({ record: z.string() }),
  create({ record }): Plugin {
    const judge = (hook: string, payload: unknown): PluginResult<never> => {
      appendFileSync(record, `${JSON.stringify({ hook, payload })}\n`);
      // Denied there, a server would be refused as a whole.
      if (hook.endsWith("_register") || !JSON.stringify(payload).includes(word)) return {};
      return {
        continue_processing: false,
        violation: { reason: "Denied", description: hook, code: "DENIED_BY_TEST" },
      };
    };
    return {
      ...(Object.fromEntries(
        hooks.map((hook) => [hook, (payload: unknown) => judge(hook, payload)]),
      ) as Plugin),
      tool_pre_invoke(payload) {
        const judged = judge("tool_pre_invoke", payload);
        if (payload.args?.["region"] !== "eu-internal") return judged;
        const args: JsonObject = { ...payload.args, region: "eu" };
        return { ...judged, modified_payload: { ...payload, args } };
      },
    };
  },
});
