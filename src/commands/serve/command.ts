import { readArguments } from "../arguments.ts";
import type { Command } from "../command.ts";
import { adapterFlags, adapterOptions, adapterUsage } from "../options.ts";

/** Serves Envoy until it is asked to stop. */
export const serve: Command = {
  name: "serve",
  summary: "serve Envoy's ext_proc filter",
  usage: `usage: plugins-adapter serve [options]

${adapterUsage}`,
  async run(args, context) {
    const flags = adapterFlags(readArguments(args, { options: adapterOptions }).values);
    const { runServe } = await import("./serve.ts");
    return runServe(flags, context);
  },
};
