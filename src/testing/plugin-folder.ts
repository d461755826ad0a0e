import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import type { PluginDefinition } from "../framework/index.ts";

/** `plugin-manifest.yaml`: what is told about a plugin without running it. Keys are ContextForge's. */
export const pluginManifest = z.strictObject({
  name: z.string().min(1),
  kind: z.string().min(1),
  description: z.string().min(1),
  author: z.string().min(1),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, "a version such as 1.0.0"),
  tags: z.array(z.string()).min(1),
  available_hooks: z.array(z.string()).min(1),
  default_config: z.record(z.string(), z.unknown()).default({}),
});
export type PluginManifest = z.output<typeof pluginManifest>;

/** A plugin's folder in the shape that all of them have, read whole. */
export interface PluginFolder {
  /** Absolute. */
  readonly path: string;
  readonly manifest: PluginManifest;
  readonly readme: string;
  readonly definition: PluginDefinition;
  /** File of the definition. */
  readonly module: string;
}

export type FolderReading =
  | { readonly ok: true; readonly folder: PluginFolder }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Most that a manifest or a README may be, bytes. */
const longest = 1_000_000;

/** Reads only the manifest of a folder. */
export async function readManifest(
  path: string,
): Promise<{ ok: true; manifest: PluginManifest } | { ok: false; problem: string }> {
  const file = "plugin-manifest.yaml";
  const text = await textOf(join(path, file));
  if (text === undefined) return { ok: false, problem: `${file} can't be read` };
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100 });
  } catch {
    return { ok: false, problem: `${file} is not YAML` };
  }
  const reading = pluginManifest.safeParse(value);
  if (reading.success) return { ok: true, manifest: reading.data };
  const [issue] = reading.error.issues;
  return { ok: false, problem: `${file}: ${issue?.path.join(".") || "the file"}: ${issue?.message}` };
}

/** Reads manifest and README and imports `plugin.ts` (or `plugin.js`), whose top level runs. All problems are told. */
export async function readPluginFolder(path: string): Promise<FolderReading> {
  const folder = resolve(path);
  const problems: string[] = [];
  const described = await readManifest(folder);
  if (!described.ok) problems.push(described.problem);
  const readme = await textOf(join(folder, "README.md"));
  if (readme === undefined) problems.push("README.md can't be read");
  const module = await importDefinition(folder);
  if (!module.ok) problems.push(module.problem);
  if (!described.ok || readme === undefined || !module.ok) return { ok: false, problems };
  const { manifest } = described;
  const { definition, file } = module;
  return { ok: true, folder: { path: folder, manifest, readme, definition, module: file } };
}

type ImportedDefinition =
  | { readonly ok: true; readonly definition: PluginDefinition; readonly file: string }
  | { readonly ok: false; readonly problem: string };

async function importDefinition(folder: string): Promise<ImportedDefinition> {
  const names = ["plugin.ts", "plugin.js"];
  for (const file of names) {
    if ((await textOf(join(folder, file))) === undefined) continue;
    let imported: { default?: unknown };
    try {
      imported = await import(pathToFileURL(join(folder, file)).href);
    } catch (error) {
      const message = error instanceof Error ? error.message : "it threw";
      return { ok: false, problem: `${file} can't be imported: ${message}` };
    }
    const definition = imported.default;
    return isDefinition(definition)
      ? { ok: true, definition, file }
      : { ok: false, problem: `${file}: its default export is not what definePlugin returns` };
  }
  return { ok: false, problem: `no ${names.join(" or ")}` };
}

function isDefinition(value: unknown): value is PluginDefinition {
  if (typeof value !== "object" || value === null) return false;
  const { kind, hooks, config, create } = value as Partial<PluginDefinition>;
  return (
    typeof kind === "string" &&
    Array.isArray(hooks) &&
    typeof create === "function" &&
    typeof config?.safeParse === "function"
  );
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    const text = await readFile(file, "utf8");
    return text.length > longest ? undefined : text;
  } catch {
    return undefined;
  }
}
