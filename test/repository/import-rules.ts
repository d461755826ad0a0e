import { isBuiltin } from "node:module";
import { posix } from "node:path";
import { type Import, importsOf } from "./import-scan.ts";
import { type Part, packageHomes, parts, pluginEntry } from "./layers.ts";

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What in these product sources breaks the rules of `layers.ts`, one line each. `packages` are the ones package.json lists for production. */
export function importViolations(files: readonly SourceFile[], packages: ReadonlySet<string>): string[] {
  return files.flatMap(({ path, text }) => {
    const part = partOf(path);
    if (part === undefined) return [`${path}: no part of test/repository/layers.ts holds this file`];
    return importsOf(text).flatMap((each) => {
      const problem = judge(path, part, each, packages);
      return problem === undefined ? [] : [`${path}:${each.line}: ${problem}`];
    });
  });
}

/** The part that a path lies in; the most exact one where several match. Each folder in plugins/ is a part. */
function partOf(path: string): Part | undefined {
  const listed = parts.filter(({ at }) => covers(at, path)).sort((a, b) => b.at.length - a.at.length)[0];
  if (listed !== undefined) return listed;
  const plugin = /^plugins\/[^/]+\//.exec(path)?.[0];
  return plugin === undefined ? undefined : { at: plugin, mayImport: [] };
}

function covers(at: string, path: string): boolean {
  return at.endsWith("/") ? path.startsWith(at) : path === at;
}

function judge(
  path: string,
  part: Part,
  { specifier, typeOnly }: Import,
  packages: ReadonlySet<string>,
): string | undefined {
  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(path), specifier);
    if (covers(part.at, target) || part.mayImport.some((at) => covers(at, target))) return undefined;
    if (!(part.mayImportTypes ?? []).some((at) => covers(at, target))) return `may not import ${target}`;
    return typeOnly ? undefined : `may import only types from ${target}`;
  }
  if (isBuiltin(specifier)) {
    return specifier.startsWith("node:") ? undefined : `write node:${specifier}`;
  }
  if (specifier === pluginEntry) {
    return part.at.startsWith("plugins/") ? undefined : "the public entry is for plugins; import the file";
  }
  // How the program finds the folder it was installed in.
  if (specifier === "plugins-adapter/package.json") return undefined;
  return judgePackage(path, specifier);

  function judgePackage(from: string, name: string): string | undefined {
    const packageName = name.split("/", name.startsWith("@") ? 2 : 1).join("/");
    if (!packages.has(packageName)) return `${packageName} is not in package.json's dependencies`;
    const homes = packageHomes[packageName];
    if (homes === undefined || homes.some((home) => covers(home, from))) return undefined;
    return `${packageName} is for ${homes.join(", ")} alone`;
  }
}
