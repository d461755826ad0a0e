import { readArguments } from "../arguments.ts";
import type { Command } from "../command.ts";
import { adapterOptions, adapterUsage } from "../options.ts";

/** Takes recorded exchanges through one configuration, or through two to find what comes out otherwise. */
export const replay: Command = {
  name: "replay",
  summary: "run recorded traffic through a configuration, or compare two",
  usage: `usage: plugins-adapter replay [options]

${adapterUsage}
  --against FILE       a second configuration; may be given several times, as --config
  --file FILE          the recording, one exchange as JSON a line (default -, standard input): in the form of the
                       documentation, or as Envoy's HTTP tap filter writes it
  --json               print the result as JSON

Exit code 0: no difference. 3: the second configuration does otherwise. 1: something could not be read or tried.`,
  async run(args, context) {
    const values = read(args);
    const { runReplay } = await import("./replay.ts");
    return runReplay(values, context);
  },
};

export type ReplayValues = ReturnType<typeof read>;

function read(args: readonly string[]) {
  const options = {
    ...adapterOptions,
    against: { type: "string", multiple: true },
    file: { type: "string" },
    json: { type: "boolean" },
  } as const;
  return readArguments(args, { options }).values;
}
