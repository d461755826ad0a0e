import { readFileSync } from "node:fs";
import type { GeneratedFile } from "./generated-file.ts";

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}
type Lock = Readonly<Record<string, LockEntry>>;

/** What a production install brings, from the lock file: each direct dependency, its licence, and what it pulls in. */
export function dependencyTable(): GeneratedFile[] {
  const lock = (JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Lock }).packages;
  const direct = Object.keys(lock[""]?.dependencies ?? {}).sort();
  const rows = direct.map((name) => {
    const path = `node_modules/${name}`;
    const entry = lock[path] ?? {};
    const pulled = [...closure(lock, path)].filter((each) => each !== path);
    return `| ${name} | ${entry.version} | ${entry.license} | ${pulled.length} |`;
  });
  const all = Object.entries(lock).filter(([path, entry]) => path !== "" && entry.dev !== true);
  const licences = new Map<string, number>();
  for (const [, { license = "unknown" }] of all) licences.set(license, (licences.get(license) ?? 0) + 1);
  const byCount = [...licences].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const scripts = all.filter(([, entry]) => entry.hasInstallScript).map(([path]) => nameOf(path));
  const text = `# Dependencies

What \`npm ci --omit=dev\` installs. Why each direct dependency is there: [decision 007](../decisions/007-dependencies.md).

| package | version | licence | packages it pulls in |
|---|---|---|---|
${rows.join("\n")}

In all ${all.length} packages: ${byCount.map(([licence, count]) => `${count} ${licence}`).join(", ")}.
Packages with an install script, which our setup does not run: ${scripts.join(", ") || "none"}.

<!-- Made by \`make generate\` from package-lock.json. -->
`;
  return [{ path: "docs/reference/dependencies.md", text }];
}

/** Lock paths of everything that a package needs, itself included. Optional and peer packages that are not listed do not count. */
function closure(lock: Lock, path: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const name of Object.keys(lock[path]?.dependencies ?? {})) {
    const found = resolve(lock, path, name);
    if (found !== undefined) closure(lock, found, seen);
  }
  return seen;
}

/** Node's look-up: the nearest node_modules that has it, from the package outwards. */
function resolve(lock: Lock, from: string, name: string): string | undefined {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf("/node_modules/")))) {
    const path = base === "" ? `node_modules/${name}` : `${base}/node_modules/${name}`;
    if (path in lock) return path;
    if (base === "") return undefined;
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}
