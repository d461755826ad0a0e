#!/usr/bin/env -S node --max-semi-space-size=16
// A young generation of 16 MB at most: at saturation 225 MB of resident memory, not 335, and latencies no worse.
import { audit } from "./commands/audit/command.ts";
import { type Command, type CommandContext, UsageError } from "./commands/command.ts";
import { demo } from "./commands/demo/command.ts";
import { envoyConfig } from "./commands/envoy-config.ts";
import { explain } from "./commands/explain/command.ts";
import { lastCompilations } from "./commands/last-compilations.ts";
import { packageVersion } from "./commands/package-version.ts";
import { plugins } from "./commands/plugins/command.ts";
import { replay } from "./commands/replay/command.ts";
import { serve } from "./commands/serve/command.ts";
import { validate } from "./commands/validate/command.ts";

const commands: readonly Command[] = [serve, validate, explain, replay, envoyConfig, plugins, audit, demo];

/** Exit codes: 0 done, 1 failed or refused, 2 wrong usage, 3 found what was looked for (explain, replay). */
async function main(argv: readonly string[]): Promise<number> {
  const [name] = argv;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    process.stdout.write(usage());
    return name === undefined ? 2 : 0;
  }
  if (name === "--version") {
    process.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  const [command, args] = find(commands, argv);
  if (!command) {
    process.stderr.write(`plugins-adapter: no command "${name}"\n\n${usage()}`);
    return 2;
  }
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(`${command.usage}\n`);
    return 0;
  }
  const context: CommandContext = {
    environment: process.env,
    stop: stopSignal(),
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  };
  try {
    return await command.run(args, context);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`plugins-adapter ${command.name}: ${error.message}\n\n${command.usage}\n`);
    return 2;
  }
}

/** The command that the first arguments name, and the arguments behind its name. */
function find(
  among: readonly Command[],
  argv: readonly string[],
  outer = "",
): [Command | undefined, readonly string[]] {
  const [name, ...args] = argv;
  const command = among.find((each) => each.name === `${outer}${name}`);
  if (!command?.commands) return [command, args];
  const inner = find(command.commands, args, `${command.name} `);
  return inner[0] ? inner : [command, args];
}

function usage(): string {
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(14)}${summary}`);
  return `usage: plugins-adapter <command> [options]\n\n${lines.join("\n")}\n\nplugins-adapter <command> --help tells a command's options, plugins-adapter --version the version.\n`;
}

/** Fires at the first SIGTERM or SIGINT; a second one ends the process at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(1);
      controller.abort();
    });
  }
  return controller.signal;
}

// Nothing is left to wait for, and no command has ended: something awaits what never comes. Node would end with 0.
process.once("beforeExit", () => {
  process.stderr.write("plugins-adapter: ended before it was done: something waits for what never comes\n");
  process.exit(1);
});

main(process.argv.slice(2)).then(
  async (code) => {
    await lastCompilations();
    process.exit(code);
  },
  (error: unknown) => {
    process.stderr.write(`plugins-adapter: ${error instanceof Error ? error.message : "unknown failure"}\n`);
    process.exit(1);
  },
);
