import { readArguments } from "../arguments.ts";
import { type Command, UsageError } from "../command.ts";
import type { TestRun } from "./run-tests.ts";

/** Checks that a plugin's folder is whole and that it keeps what every plugin promises. */
export const pluginsTest: Command = {
  name: "plugins test",
  summary: "check a plugin's folder and run its tests",
  usage: `usage: plugins-adapter plugins test DIR [options]

  DIR                  the plugin's folder: plugin-manifest.yaml, plugin.ts or plugin.js, README.md, *.test.ts
  --json               print the result as JSON

Exit code 0: everything is as it should be. 1: something is not.`,
  async run(args, context) {
    const { dir, json } = read(args);
    const { readPluginFolder } = await import("../../testing/plugin-folder.ts");
    const reading = await readPluginFolder(dir);
    if (!reading.ok) {
      for (const problem of reading.problems) context.err(`error: ${problem}\n`);
      return 1;
    }
    const { contractChecks } = await import("../../testing/plugin-contract.ts");
    const checks: Checked[] = [];
    for (const { name, run } of contractChecks(reading.folder)) {
      checks.push(await run().then((): Checked => ({ name, ok: true }), failed(name)));
    }
    const { runOwnTests } = await import("./run-tests.ts");
    const tests = await runOwnTests(reading.folder.path, context.environment, context.stop);
    const ok = tests.ok && checks.every((check) => check.ok);
    context.out(json ? `${JSON.stringify({ ok, checks, tests }, null, 2)}\n` : asText(checks, tests, ok));
    return ok ? 0 : 1;
  },
};

interface Checked {
  readonly name: string;
  readonly ok: boolean;
  readonly message?: string;
}

function failed(name: string): (error: unknown) => Checked {
  return (error) => ({ name, ok: false, message: error instanceof Error ? error.message : "it threw" });
}

function read(args: readonly string[]): { dir: string; json: boolean } {
  const parsed = readArguments(args, { allowPositionals: true, options: { json: { type: "boolean" } } });
  const [dir, ...more] = parsed.positionals;
  if (dir === undefined || more.length > 0) throw new UsageError("it takes one folder");
  return { dir, json: parsed.values.json === true };
}

function asText(checks: readonly Checked[], tests: TestRun, ok: boolean): string {
  const lines = checks.map(({ name, ok: kept, message = "" }) =>
    kept ? `ok    ${name}` : `wrong ${name}\n${message.replaceAll(/^/gm, "      ")}`,
  );
  const own = tests.ok
    ? [`ok    its own tests: ${tests.files.join(", ")}`]
    : ["wrong its own tests", tests.output];
  return `${[...lines, ...own].join("\n")}\n${ok ? "all as it should be" : "not as it should be"}\n`;
}
