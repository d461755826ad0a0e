import { readArguments } from "../arguments.ts";
import type { Command } from "../command.ts";
import { adapterOptions, adapterUsage } from "../options.ts";

/** Takes one message through a configuration and tells what every plugin says of it. */
export const explain: Command = {
  name: "explain",
  summary: "run one message through a configuration and print what each plugin says",
  usage: `usage: plugins-adapter explain [options]

${adapterUsage}
  --file FILE          the message, as JSON or event stream text (default -, standard input)
  --leg LEG            where it travels: request, response or event (default request)
  --request FILE       the request that a response or event answers; without it, it is judged by its shape
  --header NAME:VALUE  a header of the message, may be given several times
  --json               print the result as JSON

The message is quoted in what is printed.
Exit code 0: it would pass, edited or not. 3: it would be denied. 1: it could not be tried.`,
  async run(args, context) {
    const values = read(args);
    const { runExplain } = await import("./explain.ts");
    return runExplain(values, context);
  },
};

export type ExplainValues = ReturnType<typeof read>;

function read(args: readonly string[]) {
  const text = { type: "string" } as const;
  const options = {
    ...adapterOptions,
    file: text,
    leg: text,
    request: text,
    header: { type: "string", multiple: true },
    json: { type: "boolean" },
  } as const;
  return readArguments(args, { options }).values;
}
