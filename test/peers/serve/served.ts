/** A folder with a configuration of plugins to serve, and the configuration of a Python client that uses them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL("./", import.meta.url));
const plugin = fileURLToPath(new URL("../../framework/external/server/demo-plugin.ts", import.meta.url));
const main = fileURLToPath(new URL("../../../src/main.ts", import.meta.url));

/** The adapter's command line, to start from anywhere. */
export const adapterCommand: readonly string[] = [process.execPath, "-C", "plugins-adapter-source", main];
export const clientProgram = `${here}client.py`;

const hooks = `[tool_pre_invoke, tool_post_invoke, prompt_pre_fetch, prompt_post_fetch, resource_pre_fetch, resource_post_fetch]`;

export function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "plugins-adapter-serve-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export function file(t: TestContext, name: string, text: string): string {
  const path = join(folder(t), name);
  writeFileSync(path, text);
  return path;
}

/** Demo: the plugin of the recorded sessions. Tolerant: the same, permissive. */
export function servedConfig(t: TestContext): string {
  const entry = (name: string, rest: string) => `
  - name: ${name}
    kind: ${plugin}
    description: demo
    author: us
    version: 0.1.0
    hooks: ${hooks}
    tags: [a]
    ${rest}`;
  return file(
    t,
    "served.yaml",
    `plugin_dirs: [${dirname(plugin)}]
plugins:${entry("Demo", "priority: 42\n    conditions: [{ tools: [t1, t2] }]\n    config: { k: v & w }")}${entry("Tolerant", "mode: permissive\n    config: {}")}
`,
  );
}

/** A client's configuration: one external plugin named as the server has it. `mcp` is a YAML flow mapping. */
export function clientConfig(t: TestContext, mcp: string, name = "Demo", rest = ""): string {
  return file(t, "client.yaml", `plugins:\n  - name: ${name}\n    kind: external\n    mcp: ${mcp}\n${rest}`);
}
