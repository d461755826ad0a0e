import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import {
  type Loading,
  type LoadOptions,
  loadConfig,
  type Sections,
} from "../../../src/framework/config/load.ts";
import type { ConfigProblem } from "../../../src/framework/config/problem.ts";

type Options<S extends Sections> = Omit<LoadOptions<S>, "paths" | "environment"> & {
  readonly environment?: Readonly<Record<string, string | undefined>>;
};

/** Loads files given as texts by name; names in what comes back are without their directory. */
export async function loadTexts<S extends Sections>(
  texts: Readonly<Record<string, string>>,
  options: Options<S>,
): Promise<Loading<S>> {
  const folder = await mkdtemp(join(tmpdir(), "config-"));
  try {
    for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text);
    const paths = Object.keys(texts).map((name) => join(folder, name));
    const loading = await loadConfig({ environment: {}, ...options, paths });
    const short = (problem: ConfigProblem): ConfigProblem => ({
      ...problem,
      file: basename(problem.file),
      expected: problem.expected.replaceAll(`${folder}/`, ""),
    });
    const warnings = loading.warnings.map(short);
    return loading.ok
      ? { ...loading, warnings }
      : { ...loading, problems: loading.problems.map(short), warnings };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Loads one file, `config.yaml`, without sections beside the framework's. */
export function loadText(
  text: string,
  options: Omit<Options<Record<never, never>>, "sections"> = {},
): Promise<Loading<Record<never, never>>> {
  return loadTexts({ "config.yaml": text }, { ...options, sections: {} });
}

/** The problems of a loading that must have failed, as `file:line key`. */
export function placesOf(loading: Loading<Sections>): string[] {
  if (loading.ok) throw new Error("the configuration loaded");
  return loading.problems.map(({ file, line, key }) => `${file}:${line} ${key}`.trimEnd());
}

/** The configuration of a loading that must have succeeded. */
export function configOf<S extends Sections>(loading: Loading<S>) {
  if (!loading.ok) throw new Error(`the configuration did not load: ${JSON.stringify(loading.problems)}`);
  return loading.config;
}
