import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The repository's folder, with a slash at the end. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

const notOurs = new Set(["node_modules", "dist", ".git", ".cache", "coverage", ".venv"]);

/** Files below a folder (all of the repository by default), as sorted paths relative to the repository. */
export function filesBelow(folder = ""): string[] {
  const found: string[] = [];
  const visit = (path: string) => {
    for (const entry of readdirSync(root + path, { withFileTypes: true })) {
      if (entry.isDirectory() && !notOurs.has(entry.name)) visit(`${path}${entry.name}/`);
      else if (entry.isFile()) found.push(path + entry.name);
    }
  };
  visit(folder);
  return found.sort();
}

/** Text of a file given relative to the repository. */
export function textOf(path: string): string {
  return readFileSync(root + path, "utf8");
}

/** Sources of the product: src/ and plugins/ without their tests. */
export function productSources(): string[] {
  return [...filesBelow("src/"), ...filesBelow("plugins/")].filter(
    (path) => path.endsWith(".ts") && !path.endsWith(".test.ts"),
  );
}
