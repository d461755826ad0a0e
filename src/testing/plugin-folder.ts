import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type ConfigProblem, formatProblem } from "../framework/config/problem.ts";
import { readHookTypes } from "../framework/hook-types.ts";
import type { HookType, PluginDefinition } from "../framework/index.ts";
import {
  type CompleteManifest,
  completeManifest,
  manifestFile,
  readPluginManifest,
} from "../framework/plugin-manifest.ts";
import { isDefinition } from "../framework/plugin-module.ts";

/** A manifest in which nothing is left out. Keys are ContextForge's. */
export type PluginManifest = CompleteManifest;

/** A plugin's folder in the shape that all of them have, read whole. */
export interface PluginFolder {
  /** Absolute. */
  readonly path: string;
  readonly manifest: PluginManifest;
  readonly readme: string;
  readonly definition: PluginDefinition;
  /** Hooks that the module declares. */
  readonly hookTypes: readonly HookType[];
  /** File of the definition. */
  readonly module: string;
}

/** A plugin's folder, or everything that is wrong with it, one line each. */
export type FolderReading =
  | { readonly ok: true; readonly folder: PluginFolder }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Most that a manifest or a README may be, bytes. */
const longest = 1_000_000;

/** Reads only the manifest of a folder. Problems are told with file, line and key. */
export async function readManifest(
  path: string,
): Promise<{ ok: true; manifest: PluginManifest } | { ok: false; problems: readonly string[] }> {
  const reading = await readPluginManifest(path);
  if (!reading.ok) return { ok: false, problems: reading.problems.map(problemLine) };
  if (reading.manifest === undefined) return { ok: false, problems: [`no ${manifestFile}`] };
  const complete = completeManifest(reading.manifest);
  return complete.ok ? complete : { ok: false, problems: complete.problems.map(problemLine) };
}

/** The folder is known to whoever asked. */
function problemLine(problem: ConfigProblem): string {
  return formatProblem({ ...problem, file: manifestFile });
}

/** Reads manifest and README and imports `plugin.ts` (or `plugin.js`), whose top level runs. All problems are told. */
export async function readPluginFolder(path: string): Promise<FolderReading> {
  const folder = resolve(path);
  const problems: string[] = [];
  const described = await readManifest(folder);
  if (!described.ok) problems.push(...described.problems);
  const readme = await textOf(join(folder, "README.md"));
  if (readme === undefined) problems.push("README.md can't be read");
  const module = await importDefinition(folder);
  if (!module.ok) problems.push(module.problem);
  if (!described.ok || readme === undefined || !module.ok) return { ok: false, problems };
  const { manifest } = described;
  const { definition, hookTypes, file } = module;
  return { ok: true, folder: { path: folder, manifest, readme, definition, hookTypes, module: file } };
}

type ImportedDefinition =
  | {
      readonly ok: true;
      readonly definition: PluginDefinition;
      readonly hookTypes: readonly HookType[];
      readonly file: string;
    }
  | { readonly ok: false; readonly problem: string };

async function importDefinition(folder: string): Promise<ImportedDefinition> {
  const names = ["plugin.ts", "plugin.js"];
  for (const file of names) {
    if ((await textOf(join(folder, file))) === undefined) continue;
    let imported: { default?: unknown; hookTypes?: unknown };
    try {
      imported = await import(pathToFileURL(join(folder, file)).href);
    } catch (error) {
      const message = error instanceof Error ? error.message : "it threw";
      return { ok: false, problem: `${file} can't be imported: ${message}` };
    }
    const definition = imported.default;
    const declared = readHookTypes(imported.hookTypes);
    if (!declared.ok) return { ok: false, problem: `${file}: ${declared.message}` };
    return isDefinition(definition) && typeof definition.kind === "string"
      ? { ok: true, definition, hookTypes: declared.hooks, file }
      : { ok: false, problem: `${file}: its default export is not what definePlugin returns` };
  }
  return { ok: false, problem: `no ${names.join(" or ")}` };
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    const text = await readFile(file, "utf8");
    return text.length > longest ? undefined : text;
  } catch {
    return undefined;
  }
}
