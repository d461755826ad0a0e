import { readArguments } from "../arguments.ts";
import type { Command } from "../command.ts";
import { adapterFlags, adapterOptions, adapterUsage } from "../options.ts";

/** Checks a configuration without serving. */
export const validate: Command = {
  name: "validate",
  summary: "check a configuration and print what would run",
  usage: `usage: plugins-adapter validate [options]

${adapterUsage}
  --offline            start no plugin's process and ask no server; say what was not checked
  --json               print the result as JSON

Exit code 0: serve would start. 1: it would not; every problem is printed.`,
  async run(args, context) {
    const options = { ...adapterOptions, json: flag, offline: flag };
    const { json = false, offline = false, ...values } = readArguments(args, { options }).values;
    const { runValidate } = await import("./validate.ts");
    return runValidate(adapterFlags(values), { json, offline }, context);
  },
};

const flag = { type: "boolean" } as const;
