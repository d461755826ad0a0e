import {
  type ConfigProblem,
  formatPlaced,
  inOrder,
  type Place,
  problemText,
} from "../framework/config/problem.ts";
import type { LoadProblem } from "../framework/load-problem.ts";
import type { CommandContext } from "./command.ts";

/** One thing wrong with a configuration, or worth a warning: where, and what in one sentence. */
export interface Finding extends Place {
  readonly message: string;
}

/** Longest list that is printed. */
const most = 200;

/**
 * What the checks of the file and those of the plugins found, as one list in the order of the files. What a plugin's
 * check says of a key that the file's check found fault with already is left out. At most 200, and how many more.
 */
export function findings(
  ofFile: readonly ConfigProblem[],
  ofPlugins: readonly LoadProblem[],
  files: readonly string[],
): Finding[] {
  const blamed = new Set(ofFile.map(placeText));
  const all = [...ofFile.map(fileFinding), ...ofPlugins.map(pluginFinding)];
  const ordered = inOrder(
    all.filter((finding, index) => index < ofFile.length || !blamed.has(placeText(finding))),
    files,
  );
  const last = ordered[most];
  if (last === undefined) return ordered;
  return [...ordered.slice(0, most), { ...last, key: "", message: `${ordered.length - most} more problems` }];
}

/** One line for people, as in `config.yaml:3:5: plugins[0].mode: found …`. */
export function findingText(finding: Finding): string {
  return formatPlaced(finding, finding.message);
}

export function fileFinding(problem: ConfigProblem): Finding {
  const { file, line, column, key } = problem;
  return { file, line, column, key, message: problemText(problem) };
}

function pluginFinding({ at, plugin, message }: LoadProblem): Finding {
  const { file, line, column, key } = at ?? { file: `plugin ${plugin}`, line: 0, column: 0, key: "" };
  return { file, line, column, key, message };
}

function placeText({ file, line, column, key }: Place): string {
  return JSON.stringify([file, line, column, key]);
}

/** Tells why a command did not start what it was asked to; the exit code for that. */
export function printRefusal(context: Pick<CommandContext, "err">, problems: readonly Finding[]): number {
  for (const problem of problems) context.err(`error: ${findingText(problem)}\n`);
  context.err(`not started: ${problems.length === 1 ? "1 problem" : `${problems.length} problems`}\n`);
  return 1;
}
