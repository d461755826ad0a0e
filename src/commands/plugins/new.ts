import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readArguments } from "../arguments.ts";
import { type Command, type CommandContext, UsageError } from "../command.ts";
import { pluginTemplate } from "./template.ts";

/** Makes the folder of a new plugin. */
export const pluginsNew: Command = {
  name: "plugins new",
  summary: "make the folder of a new plugin, with tests that pass",
  usage: `usage: plugins-adapter plugins new DIR [options]

  DIR                  the folder to make; it must not exist or be empty
  --kind NAME          the plugin's kind: lower-case letters, digits, underscores (default: the folder's name)
  --json               print the result as JSON

Where the adapter's package cannot be imported from the folder, a package.json and links to this installation are
made in it.`,
  async run(args, context) {
    const { folder, kind, json } = read(args);
    const taken = await entriesOf(folder);
    if (taken !== 0) {
      context.err(`error: ${folder} is ${taken === undefined ? "no folder" : "not empty"}\n`);
      return 1;
    }
    let made: string[];
    try {
      made = await write(folder, kind);
    } catch (error) {
      context.err(
        `error: ${folder} can't be written: ${(error as NodeJS.ErrnoException).code ?? "failed"}\n`,
      );
      return 1;
    }
    if (json) context.out(`${JSON.stringify({ folder, kind, files: made }, null, 2)}\n`);
    else sayDone(folder, made, context);
    return 0;
  },
};

function read(args: readonly string[]): { folder: string; kind: string; json: boolean } {
  const options = { kind: { type: "string" }, json: { type: "boolean" } } as const;
  const parsed = readArguments(args, { allowPositionals: true, options });
  const [dir, ...more] = parsed.positionals;
  if (dir === undefined || dir === "" || more.length > 0) throw new UsageError("it takes one folder");
  const folder = resolve(dir);
  const kind = parsed.values.kind ?? basename(folder).toLowerCase().replaceAll("-", "_");
  if (!/^[a-z][a-z0-9_]{0,63}$/.test(kind)) {
    throw new UsageError(
      `"${kind}" is no kind: lower-case letters, digits and underscores, a letter first; see --kind`,
    );
  }
  return { folder, kind, json: parsed.values.json === true };
}

/** How many entries a folder has; 0 also where there is none; undefined for what is no folder. */
async function entriesOf(folder: string): Promise<number | undefined> {
  try {
    return (await readdir(folder)).length;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? 0 : undefined;
  }
}

async function write(folder: string, kind: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const files = pluginTemplate(kind);
  // A file that came in between is not overwritten.
  for (const { name, text } of files) await writeFile(join(folder, name), text, { flag: "wx" });
  const made = files.map(({ name }) => name);
  if (sees(folder, "plugins-adapter/package.json") && sees(folder, "zod/package.json")) return made;
  const manifest = { name: kind.replaceAll("_", "-"), private: true, type: "module" };
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`, { flag: "wx" });
  const modules = join(folder, "node_modules");
  await mkdir(modules);
  const packages = [
    ["plugins-adapter", import.meta.resolve("plugins-adapter/package.json")],
    ["zod", import.meta.resolve("zod/package.json")],
  ] as const;
  for (const [name, location] of packages) {
    await symlink(dirname(fileURLToPath(location)), join(modules, name), "dir");
    made.push(`node_modules/${name}`);
  }
  return [...made, "package.json"];
}

function sees(folder: string, specifier: string): boolean {
  try {
    createRequire(join(folder, "plugin.ts")).resolve(specifier);
    return true;
  } catch {
    return false;
  }
}

function sayDone(folder: string, made: readonly string[], context: CommandContext): void {
  context.out(`${made.map((name) => `made ${join(folder, name)}\n`).join("")}`);
  context.out(`next: plugins-adapter plugins test ${folder}\n`);
}
