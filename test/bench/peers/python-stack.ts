/** The Python packages of ContextForge's plugins-adapter behind an ext_proc server of ours, with plugins that allow. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { madeForBench, type Peer, startPeer, versionsFrom } from "./peer.ts";

const server = fileURLToPath(new URL("python-stack/server.py", import.meta.url));

const versions = `
import json, platform
from importlib.metadata import version
names = ["cpex", "cpex-pii-filter", "grpcio", "protobuf", "pydantic", "xds-protos"]
print(json.dumps({"python": platform.python_version(), **{name: version(name) for name in names}}))
`;

/**
 * @property plugins number of plugins that read the payload and allow
 * @property pii     true: cpex's own PII filter (Rust) with its defaults runs too
 * @property denies  a plugin denies calls and answers with this word in them
 * @property logs    true: bodies and answers are logged, as the reference does unless told otherwise
 */
export type PythonStackOptions = {
  readonly plugins: number;
  readonly pii?: boolean;
  readonly denies?: string;
  readonly logs?: boolean;
};

/** Started when its plugins are loaded and it listens. Throws when `scripts/setup.sh bench` has not installed it. */
export function startPythonStack(options: PythonStackOptions): Promise<Peer> {
  const file = madeForBench("python-stack/bin/python");
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-"));
  const config = join(folder, "config.yaml");
  // JSON is YAML too.
  writeFileSync(config, JSON.stringify({ plugins: pluginsOf(options) }));
  const { plugins, pii, logs } = options;
  return startPeer({
    name: `Python stack, ${plugins} plugins${pii ? " and PII" : ""}${logs ? ", with logs" : ""}`,
    file,
    args: [server, config, ...(logs ? ["--log"] : [])],
    versions: versionsFrom(file, ["-c", versions]),
    after: () => rmSync(folder, { recursive: true, force: true }),
  });
}

function pluginsOf({ plugins, pii, denies }: PythonStackOptions): readonly object[] {
  const toolHooks = ["tool_pre_invoke", "tool_post_invoke"];
  const reading = Array.from({ length: plugins }, (_, index) => ({
    name: `reads-${index}`,
    kind: "stack_plugins.Reads",
    hooks: [...toolHooks, "prompt_pre_fetch"],
    mode: "enforce",
  }));
  const own = { name: "pii", kind: "cpex_pii_filter.pii_filter.PIIFilterPlugin", hooks: toolHooks };
  const denying = { name: "denies", kind: "stack_plugins.Denies", hooks: toolHooks };
  return [
    ...reading,
    ...(pii ? [{ ...own, mode: "enforce", config: {} }] : []),
    ...(denies === undefined ? [] : [{ ...denying, mode: "enforce", config: { word: denies } }]),
  ];
}
