/**
 * A user's plugin that says in the log when it was asked and when it was shut down, and never answers for the tool
 * `hang`. For a configuration of a test: `kind: witnessPath`, below `plugin_dirs: [witnessFolder]`.
 */
import { definePlugin, type Plugin, type PluginResult } from "plugins-adapter/framework";
import { z } from "zod";

export default definePlugin({
  kind: "witness",
  hooks: ["tool_pre_invoke", "tool_post_invoke"],
  config: z.strictObject({}),
  create(_, { log }): Plugin {
    const seen = ({ name }: { name: string }): Promise<PluginResult<never>> | undefined => {
      log.info({ tool: name }, "witness: asked");
      return name === "hang" ? new Promise(() => {}) : undefined;
    };
    return {
      tool_pre_invoke: seen,
      tool_post_invoke: seen,
      shutdown: () => log.info({}, "witness: shut down"),
    };
  },
});
