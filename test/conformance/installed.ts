import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const home = fileURLToPath(new URL("../../.cache/conformance/", import.meta.url));
const require = createRequire(join(home, "package.json"));

/** A file of a package that `scripts/setup.sh conformance` installs; throws where it did not. */
export function installedFile(path: string): string {
  const file = join(home, "node_modules", path);
  if (!existsSync(file)) throw new Error(`${file} is missing: run scripts/setup.sh conformance`);
  return file;
}

/** A package of the same place, typed by who asks. */
export function installedPackage<T>(name: string): T {
  return require(name) as T;
}
