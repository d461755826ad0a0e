import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const home = fileURLToPath(new URL("../../.cache/schemas/", import.meta.url));

/** The text of a file that `scripts/setup.sh schemas` installs; throws where it did not. */
export function installedText(path: string): string {
  return readFileSync(installed(path), "utf8");
}

/** A module of the same place, typed by who asks. */
export async function installedModule<T>(path: string): Promise<T> {
  return (await import(pathToFileURL(installed(join("node_modules", path))).href)) as T;
}

function installed(path: string): string {
  const file = join(home, path);
  if (!existsSync(file)) throw new Error(`${file} is missing: run scripts/setup.sh schemas`);
  return file;
}
