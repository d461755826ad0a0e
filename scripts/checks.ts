import { readdirSync } from "node:fs";

/** One kind of check: a command that succeeds or not, or files of node:test tests. */
export type Check =
  | { readonly kind: "command"; readonly command: readonly string[] }
  | {
      readonly kind: "tests";
      readonly files: () => string[];
      readonly concurrency: number;
      readonly secondsPerFile: number;
      /** Beside the runner's own environment. */
      readonly env?: Readonly<Record<string, string>>;
    };

/** What `scripts/check.ts` can run. */
export const checks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ["typecheck", { kind: "command", command: ["tsc", "-p", "tsconfig.json"] }],
  ["lint", { kind: "command", command: ["biome", "check", "--error-on-warnings", "."] }],
  [
    "generated",
    { kind: "command", command: ["node", "-C", "plugins-adapter-source", "scripts/generate.ts", "--check"] },
  ],
  ["build", { kind: "command", command: ["make", "--no-print-directory", "build"] }],
  [
    "unit",
    {
      kind: "tests",
      files: () =>
        testFiles("test", "plugins").filter(
          (file) =>
            !/^test\/(?:attack|bench\/peers|clients|conformance|fuzz|h2spec|integration|peers|robustness|schemas|soak)\//.test(
              file,
            ),
        ),
      concurrency: 2,
      secondsPerFile: 180,
    },
  ],
  // Each file starts an Envoy of its own; two at a time keep two cores busy.
  [
    "integration",
    { kind: "tests", files: () => testFiles("test/integration"), concurrency: 2, secondsPerFile: 180 },
  ],
  // What the adapter holds under floods, stalls and cancelled exchanges; ROBUSTNESS=full asks for the long form.
  [
    "robustness",
    {
      kind: "tests",
      files: () => testFiles("test/robustness"),
      concurrency: process.env.ROBUSTNESS === "full" ? 1 : 2,
      secondsPerFile: 900,
    },
  ],
  // Growth over many exchanges of every kind; EXCHANGES says how many.
  ["soak", { kind: "tests", files: () => testFiles("test/soak"), concurrency: 1, secondsPerFile: 7200 }],
  // Hundreds of reloads with plugins in processes and servers of their own; RELOADS says how many.
  [
    "reloads",
    {
      kind: "tests",
      files: () => ["test/integration/reload/plugins-elsewhere.test.ts"],
      concurrency: 1,
      secondsPerFile: 7200,
    },
  ],
  // Against the Python packages of `scripts/setup.sh peers`; PEERS=full asks for the long forms.
  [
    "peers",
    {
      kind: "tests",
      files: () => testFiles("test/peers", "test/bench/peers"),
      concurrency: 2,
      secondsPerFile: 180,
    },
  ],
  // The official suite of `scripts/setup.sh conformance`; CONFORMANCE=full asks for the long form.
  [
    "conformance",
    {
      kind: "tests",
      files: () => testFiles("test/conformance"),
      concurrency: 1,
      secondsPerFile: process.env.CONFORMANCE === "full" ? 1800 : 900,
    },
  ],
  // Against real servers and clients; ATTACK=full takes all of `scripts/setup.sh attack` and `rust`.
  ["attack", { kind: "tests", files: () => testFiles("test/attack"), concurrency: 2, secondsPerFile: 1200 }],
  // Cases of a fixed seed, against the readers of `scripts/setup.sh fuzz`.
  ["fuzz", { kind: "tests", files: () => testFiles("test/fuzz"), concurrency: 1, secondsPerFile: 900 }],
  // The short form of the client matrix, with the programs of `scripts/setup.sh clients`.
  ["clients", { kind: "tests", files: () => testFiles("test/clients"), concurrency: 1, secondsPerFile: 900 }],
  // Against the published schemas of `scripts/setup.sh schemas`.
  ["schemas", { kind: "tests", files: () => testFiles("test/schemas"), concurrency: 2, secondsPerFile: 900 }],
  // The suite of `scripts/setup.sh h2spec`, against the lean transport.
  ["h2spec", { kind: "tests", files: () => testFiles("test/h2spec"), concurrency: 1, secondsPerFile: 180 }],
  // Connections and their ends with real Envoy, on the lean transport instead of the default.
  [
    "integration-lean",
    {
      kind: "tests",
      files: () =>
        testFiles("test/integration/lifecycle").filter((file) =>
          /\/(?:endings|hostile-peers|listening|load|shutdown)\.test/.test(file),
        ),
      concurrency: 2,
      secondsPerFile: 180,
      env: { TRANSPORT: "lean" },
    },
  ],
  [
    "bench-quick",
    { kind: "command", command: ["node", "-C", "plugins-adapter-source", "test/bench/run.ts", "--quick"] },
  ],
]);

/** Test files below the folders, sorted, as paths relative to the repository. */
function testFiles(...folders: string[]): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
    )
    .filter((file) => file.endsWith(".test.ts") && !file.includes("node_modules/"))
    .sort();
}
