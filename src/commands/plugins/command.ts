import { type Command, UsageError } from "../command.ts";
import { pluginsInfo } from "./info.ts";
import { pluginsList } from "./list.ts";
import { pluginsNew } from "./new.ts";
import { pluginsServe } from "./serve.ts";
import { pluginsTest } from "./test.ts";

const commands: readonly Command[] = [pluginsList, pluginsInfo, pluginsNew, pluginsTest, pluginsServe];

const lines = commands.map(({ name, summary }) => `  ${name.slice("plugins ".length).padEnd(8)}${summary}`);

/** What can be done with plugins apart from Envoy: one command each. */
export const plugins: Command = {
  name: "plugins",
  summary: commands.map(({ name }) => name.slice("plugins ".length)).join(", "),
  usage: `usage: plugins-adapter plugins <command> [options]

${lines.join("\n")}

plugins-adapter plugins <command> --help tells a command's options.`,
  commands,
  run([name]) {
    throw new UsageError(name === undefined ? "which command?" : `no command "${name}"`);
  },
};
