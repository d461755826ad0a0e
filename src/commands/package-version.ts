import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The version of this package, as its package.json has it. */
export function packageVersion(): string {
  const path = fileURLToPath(import.meta.resolve("plugins-adapter/package.json"));
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
