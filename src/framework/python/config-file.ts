import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PluginEntry } from "../config/entry.ts";
import { makePrivateFolder } from "./private-folder.ts";

/** The configuration of one plugin's process. */
export interface ConfigFile {
  readonly path: string;
  remove(): Promise<void>;
}

/** Writes it where nobody else can read it: the plugin's own config may hold secrets. */
export async function writeConfigFile(
  entry: Pick<PluginEntry, "name" | "kind" | "config">,
  hooks: readonly string[],
): Promise<ConfigFile> {
  const folder = await makePrivateFolder();
  const remove = () => rm(folder, { recursive: true, force: true });
  const path = join(folder, "config.yaml");
  try {
    await writeFile(path, cpexConfig(entry, hooks), { mode: 0o600, flag: "wx" });
  } catch (error) {
    await remove();
    throw error;
  }
  return { path, remove };
}

/**
 * What cpex reads as the configuration: YAML 1.1, after Jinja. JSON is both once no text in it can be a template, every
 * character is printable ASCII, and numbers are written as YAML 1.1 knows them. Mode, priority and conditions are left
 * out: who runs and what a verdict is worth is decided here.
 */
export function cpexConfig(
  { name, kind, config }: Pick<PluginEntry, "name" | "kind" | "config">,
  hooks: readonly string[],
): string {
  const text = JSON.stringify({ plugins: [{ name, kind, hooks, config }] });
  return text.replace(tokens, (token) =>
    token.startsWith('"') ? token.replace(special, escaped) : token.replace(/^(-?\d+)e/, "$1.0e"),
  );
}

/** Texts, and numbers in scientific notation. */
const tokens = /"(?:[^"\\]|\\.)*"|-?\d[\d.]*e[+-]?\d+/g;
const special = /[{\u007f-\uffff]|[\u{10000}-\u{10ffff}]/gu;

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, "0")}`
    : `\\u${code.toString(16).padStart(4, "0")}`;
}
