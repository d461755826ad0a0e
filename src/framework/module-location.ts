import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import nodeModule, { createRequire, isBuiltin } from "node:module";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { manifestFile } from "./plugin-manifest.ts";

/**
 * A file that a plugin's module is in, and which of its exports is meant.
 * @property folder the plugin's folder: the file's own; of a package the nearest above it that has a manifest, else the package's
 */
export type ModuleLocation =
  | { readonly ok: true; readonly file: string; readonly exported: string; readonly folder: string }
  | { readonly ok: false; readonly message: string };

/** Whether a `kind` is written as a path. Others that are no known kind are packages. */
export function isPathKind(kind: string): boolean {
  return /^(\.{1,2}\/|\/|file:)/.test(kind);
}

/** npm's names, with a subpath at most. */
const packageName =
  /^(@[a-z0-9~-][a-z0-9._~-]{0,100}\/)?[a-z0-9~-][a-z0-9._~-]{0,200}(\/[A-Za-z0-9._~/-]{1,200})?$/;

/**
 * Finds the module of `kind`, written `path#Export` or `package#Export` (no export: the default one).
 * Paths are looked for in each of `folders` in turn, and must lie inside one of them with every symbolic link
 * followed; packages are resolved from each of the folders, then from here.
 */
export function locateModule(kind: string, folders: readonly string[]): ModuleLocation {
  const hash = kind.lastIndexOf("#");
  const specifier = hash === -1 ? kind : kind.slice(0, hash);
  const exported = hash === -1 ? "default" : kind.slice(hash + 1);
  if (exported === "") return { ok: false, message: "no export is named behind #" };
  if (isPathKind(specifier)) {
    const found = locatePath(specifier, folders);
    return found.ok ? { ok: true, file: found.file, exported, folder: dirname(found.file) } : found;
  }
  const found = locatePackage(specifier, folders);
  return found.ok ? { ok: true, file: found.file, exported, folder: packageFolder(found.file) } : found;
}

type Found = { readonly ok: true; readonly file: string } | { readonly ok: false; readonly message: string };

function locatePath(specifier: string, folders: readonly string[]): Found {
  const roots = folders.map(realFolder).filter((folder) => folder !== undefined);
  let outside = false;
  for (const root of roots) {
    const file = realFile(specifier, root);
    if (file === undefined) continue;
    if (roots.some((folder) => isInside(file, folder))) return { ok: true, file };
    outside = true;
  }
  const where = folders.join(", ");
  if (outside)
    return { ok: false, message: `lies outside of the folders that plugins may be loaded from (${where})` };
  return { ok: false, message: `no such file in ${where}` };
}

function realFolder(folder: string): string | undefined {
  try {
    return realpathSync(resolve(folder));
  } catch {
    return undefined;
  }
}

function realFile(specifier: string, root: string): string | undefined {
  try {
    const path = specifier.startsWith("file:") ? fileURLToPath(specifier) : specifier;
    const file = realpathSync(isAbsolute(path) ? path : join(root, path));
    return statSync(file).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

function isInside(file: string, folder: string): boolean {
  const path = relative(folder, file);
  return path !== "" && path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

function locatePackage(specifier: string, folders: readonly string[]): Found {
  if (!packageName.test(specifier) || specifier.split("/").includes("..") || isBuiltin(specifier)) {
    return { ok: false, message: "neither a known kind nor a path (./…) nor a package" };
  }
  for (const folder of folders) {
    const base = join(resolve(folder), "plugins.yaml");
    const file = resolveFrom(specifier, base);
    if (file !== undefined) return { ok: true, file };
  }
  try {
    return { ok: true, file: fileURLToPath(import.meta.resolve(specifier)) };
  } catch {
    return { ok: false, message: "neither a known kind nor an installed package" };
  }
}

/** Compiled files often lie in a folder with a `package.json` of its own that names no package. */
function packageFolder(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, manifestFile)) || isPackage(folder)) return folder;
    if (folder === dirname(folder)) return dirname(file);
  }
}

function isPackage(folder: string): boolean {
  try {
    const { name } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name?: unknown };
    return typeof name === "string";
  } catch {
    return false;
  }
}

/** Node resolves ES packages from its own modules only: what `require` cannot see is read from `exports` here. */
function resolveFrom(specifier: string, base: string): string | undefined {
  try {
    return createRequire(base).resolve(specifier);
  } catch {
    return resolveImportOnly(specifier, base);
  }
}

function resolveImportOnly(specifier: string, base: string): string | undefined {
  try {
    // Not there before Node 22.14.
    const { findPackageJSON } = nodeModule as Partial<Pick<typeof nodeModule, "findPackageJSON">>;
    const manifest = findPackageJSON?.(specifier, pathToFileURL(base));
    if (manifest === undefined) return undefined;
    const { exports } = createRequire(manifest)(manifest) as { exports?: unknown };
    const parts = specifier.split("/");
    const subpath = [".", ...parts.slice(specifier.startsWith("@") ? 2 : 1)].join("/");
    const bySubpath = exports as Record<string, unknown> | null;
    const target =
      typeof bySubpath === "object" && bySubpath !== null && subpath in bySubpath
        ? bySubpath[subpath]
        : exports;
    const path = importTarget(target);
    const folder = join(manifest, "..");
    const file = path === undefined ? undefined : join(folder, path);
    return file !== undefined && isInside(file, folder) && statSync(file).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

const importConditions = new Set(["node", "import", "module-sync", "default"]);

function importTarget(target: unknown): string | undefined {
  if (typeof target === "string") return target;
  if (typeof target !== "object" || target === null || Array.isArray(target)) return undefined;
  for (const [condition, value] of Object.entries(target)) {
    if (!importConditions.has(condition)) continue;
    const path = importTarget(value);
    if (path !== undefined) return path;
  }
  return undefined;
}
