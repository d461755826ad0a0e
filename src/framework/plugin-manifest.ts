import { realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { describeIssues } from "./config/describe-issue.ts";
import { readText } from "./config/files.ts";
import { type LocatedMapping, locationOf, toObject } from "./config/located.ts";
import { type ConfigProblem, type KeyPath, keyText, type Place } from "./config/problem.ts";
import { settle } from "./config/settle.ts";
import { readYaml } from "./config/yaml-tree.ts";
import type { JsonObject } from "./json.ts";
import { isJsonObject } from "./json-check.ts";
import { readConfigSchema } from "./manifest-schema.ts";

/** The file in a plugin's folder that tells about the plugin without running it. */
export const manifestFile = "plugin-manifest.yaml";

const word = z.string().min(1, "a text that is not empty").max(255);
const config = z
  .unknown()
  .refine(isJsonObject, "a mapping")
  .meta({ type: "object" }) as unknown as z.ZodType<JsonObject>;

/** What the installer of ContextForge's framework writes of where a plugin came from. */
const installer = z.unknown().optional().describe("ContextForge's installer's; nothing here reads it.");

/** `plugin-manifest.yaml` as the loader reads it. Keys are those of ContextForge's PluginManifest, but `config_schema`. */
export const pluginManifestSchema = z.strictObject({
  name: word.optional().describe("For people."),
  kind: word
    .optional()
    .describe("The `kind` of the plugin's definition, or one of its aliases, if it says so."),
  description: z.string().optional().describe("Default of the entry's `description`."),
  author: z.string().optional().describe("Default of the entry's `author`."),
  version: z.string().optional().describe("Default of the entry's `version`."),
  tags: z.array(z.string()).max(100).default([]).describe("Default of the entry's `tags`."),
  available_hooks: z
    .array(word)
    .min(1)
    .max(100)
    .optional()
    .describe(
      "Hooks that the plugin has. An entry may name these only; without `hooks` it is on all of them.",
    ),
  default_config: config
    .nullish()
    .describe("Values of `config` that an entry leaves out; a key that it gives is its own as a whole."),
  default_configs: config.nullish().describe("An older spelling of `default_config`, read the same."),
  config_schema: config
    .optional()
    .describe(
      "JSON Schema (2020-12) of `config`, for a module that exports a class or a function; a definition has its own. Its patterns are RE2's, and stand in `properties`, `items`, `additionalProperties` and `allOf` only.",
    ),
  monorepo: installer,
  package_info: installer,
  local: installer,
  git_repo: installer,
});

/** A manifest that was read. */
export interface PluginManifest
  extends Pick<
    z.output<typeof pluginManifestSchema>,
    "name" | "kind" | "description" | "author" | "version" | "tags" | "available_hooks"
  > {
  readonly file: string;
  readonly default_config: JsonObject;
  /** Of `config_schema`. */
  readonly schema: z.ZodType | undefined;
  /** Everything with its place. */
  readonly document: LocatedMapping;
}

/** `manifest` is undefined where the folder has none. */
export type ManifestReading =
  | { readonly ok: true; readonly manifest: PluginManifest | undefined }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Most that a manifest may be, characters. */
const longest = 1_000_000;

/**
 * Reads the manifest of a folder: YAML 1.2, without templates. All problems are told, with file and line. A manifest
 * that a symbolic link leads out of the folder to is one.
 */
export async function readPluginManifest(folder: string): Promise<ManifestReading> {
  const file = join(folder, manifestFile);
  const fail = (found: string, expected: string): ManifestReading => ({
    ok: false,
    problems: [{ file, line: 1, column: 1, key: "", found, expected }],
  });
  let text: string;
  try {
    const real = await realpath(file);
    if (dirname(real) !== (await realpath(folder)))
      return fail("a symbolic link to another folder", "a file of the plugin's folder");
    // Of a pipe nobody knows when it ends.
    if (!(await stat(real)).isFile()) return fail("no file", "a file");
    const read = await readText(real);
    if (typeof read !== "string") return fail(read.found, read.expected);
    text = read;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return { ok: true, manifest: undefined };
    return fail(`a file that cannot be read (${code ?? "failed"})`, "YAML");
  }
  if (text.length > longest) return fail("a file that is too long", `at most ${longest} characters`);
  return manifestOf(file, text);
}

function manifestOf(file: string, text: string): ManifestReading {
  const tree = readYaml(file, text);
  if (tree.problems.length > 0) return { ok: false, problems: tree.problems };
  if (tree.root?.kind !== "mapping") {
    const problem = {
      file,
      line: 1,
      column: 1,
      key: "",
      found: "no mapping",
      expected: "the keys of a manifest",
    };
    return { ok: false, problems: [problem] };
  }
  const { root: document, problems } = settle(tree.root, false);
  if (problems.length > 0) return { ok: false, problems };
  const parsed = pluginManifestSchema.safeParse(toObject(document));
  if (!parsed.success)
    return { ok: false, problems: describeIssues(parsed.error.issues, pluginManifestSchema, document, []) };
  const { default_config, default_configs, config_schema, ...told } = parsed.data;
  const at = (key: string, found: string, expected: string): ManifestReading => ({
    ok: false,
    problems: [{ ...manifestPlace({ document }, [key]), found, expected }],
  });
  if (default_config && default_configs)
    return at("default_configs", "`default_config` and `default_configs`", "one of them");
  const reading = config_schema && readConfigSchema(config_schema);
  if (reading?.ok === false)
    return at("config_schema", "a schema that cannot be used", `JSON Schema 2020-12 (${reading.message})`);
  const manifest = {
    ...told,
    file,
    default_config: default_config ?? default_configs ?? {},
    schema: reading?.schema,
    document,
  };
  return { ok: true, manifest };
}

/** Where a key of a manifest stands. */
export function manifestPlace({ document }: Pick<PluginManifest, "document">, path: KeyPath): Place {
  return { ...locationOf(document, path), key: keyText(path) };
}

/** A manifest that tells all that there is to tell: what the testing kit asks of a plugin's folder. */
const completeManifestSchema = z.object({
  name: word,
  kind: word,
  description: z.string().min(1),
  author: z.string().min(1),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, "a version such as 1.0.0"),
  tags: z.array(z.string()).min(1),
  available_hooks: z.array(word).min(1),
  default_config: config,
});
export type CompleteManifest = z.output<typeof completeManifestSchema>;

/** What a manifest leaves out of that, or the whole. */
export function completeManifest(
  manifest: PluginManifest,
):
  | { readonly ok: true; readonly manifest: CompleteManifest }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] } {
  const { document, schema: _, file: __, ...told } = manifest;
  const tagged = document.members.has("tags") ? told : { ...told, tags: undefined };
  const parsed = completeManifestSchema.safeParse(tagged);
  if (parsed.success) return { ok: true, manifest: parsed.data };
  return { ok: false, problems: describeIssues(parsed.error.issues, completeManifestSchema, document, []) };
}
