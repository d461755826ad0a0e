import { readArguments } from "../arguments.ts";
import { type Command, UsageError } from "../command.ts";
import { type DemoPorts, demoPorts, type PortName, portTable } from "./ports.ts";

const flags = Object.entries(portTable) as [PortName, (typeof portTable)[PortName]][];

/** Everything at once on this machine: sample server, adapter, Envoy, and a tour of what the adapter does. */
export const demo: Command = {
  name: "demo",
  summary: "start a sample MCP server, the adapter and Envoy, and show what happens",
  usage: `usage: plugins-adapter demo [options]

  --once                     end after the tour; exit code 0 only if every step did what it says
  --override                 the override configuration of Envoy instead of the static one
  --config FILE              plugins of your own; no tour then
${flags.map(([, { flag, port, of }]) => `  ${`${flag} PORT`.padEnd(27)}${of} (default ${port})`).join("\n")}`,
  async run(args, context) {
    const values = read(args);
    const ports: Partial<Record<PortName, number>> = {};
    for (const [name, { flag }] of flags) {
      const text = values[flag.slice(2)];
      if (typeof text === "string") ports[name] = portOf(text, flag);
    }
    // The tour brings the MCP SDK along, which no other command needs.
    const { runDemo } = await import("./demo.ts");
    return runDemo({
      main: process.argv[1] ?? "",
      ports: demoPorts(ports as Partial<DemoPorts>),
      variant: values["override"] === true ? "override" : "static",
      ...(typeof values["config"] === "string" && { configPath: values["config"] }),
      once: values["once"] === true,
      signal: context.stop,
      env: context.environment,
      write: (line) => context.out(`${line}\n`),
    });
  },
};

function read(args: readonly string[]): Readonly<Record<string, string | boolean | undefined>> {
  const ports = Object.fromEntries(flags.map(([, { flag }]) => [flag.slice(2), { type: "string" as const }]));
  const own = {
    once: { type: "boolean" },
    override: { type: "boolean" },
    config: { type: "string" },
  } as const;
  return readArguments(args, { options: { ...ports, ...own } }).values as Record<
    string,
    string | boolean | undefined
  >;
}

function portOf(text: string, flag: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535)
    throw new UsageError(`${flag} takes a port, not "${text}"`);
  return port;
}
