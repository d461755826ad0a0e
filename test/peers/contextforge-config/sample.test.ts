import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { builtinPlugins } from "../../../plugins/builtin.ts";
import { loadConfig } from "../../../src/framework/config/load.ts";
import { adapterLoadOptions } from "../../../src/settings/load-options.ts";
import { runCli } from "../../commands/cli.ts";
import { runPython } from "../peers.ts";
import { explained, notBuiltIn } from "./explained.ts";

const file = fileURLToPath(
  new URL("../../../.cache/peers/contextforge/plugins/config.yaml", import.meta.url),
);
const reader = fileURLToPath(new URL("read_config.py", import.meta.url));

/** ContextForge's own sample configuration, as its source release has it. */
function sample(): string {
  assert.ok(existsSync(file), "ContextForge's sample configuration is not here: run scripts/setup.sh peers");
  return readFileSync(file, "utf8");
}

function fileOf(t: TestContext, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "contextforge-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "config.yaml");
  writeFileSync(path, text);
  return path;
}

interface Told {
  readonly key: string;
  readonly message: string;
}

async function validated(t: TestContext, path: string) {
  const { code, out, err } = await runCli(t, ["validate", "--json", "--config", path]);
  assert.equal(err, "");
  return { code, ...(JSON.parse(out) as { warnings: Told[]; problems: Told[]; plan?: { hooks: object[] } }) };
}

const aliases = new Set(builtinPlugins.flatMap(({ aliases: names = [] }) => names));
const missing = new Set(notBuiltIn.map(([kind]) => kind));

interface Entry {
  readonly kind: string;
  readonly [key: string]: unknown;
}

async function asCpexReads(t: TestContext, path: string, env: Record<string, string> = {}) {
  const { code, out, err } = await runPython(t, "0.1.4", [reader, path], { env });
  assert.equal(code, 0, err);
  return JSON.parse(out) as { plugins: Entry[]; plugin_dirs: string[] };
}

async function asReadHere(path: string, environment: Record<string, string> = {}) {
  const loading = await loadConfig({ paths: [path], environment, ...adapterLoadOptions({}, environment) });
  assert.ok(loading.ok, JSON.stringify(loading));
  return loading.config;
}

test("it starts unchanged, and all that is told of it is explained", async (t) => {
  sample();
  const { code, warnings, problems, plan } = await validated(t, file);
  assert.deepEqual([code, problems], [0, []]);
  const used = new Map(explained.map((row) => [row.title, 0]));
  for (const { key, message } of warnings) {
    const rows = explained.filter(({ told }) => told.test(message));
    assert.deepEqual(rows.length, 1, `${key}: ${message}`);
    for (const { title } of rows) used.set(title, (used.get(title) ?? 0) + 1);
  }
  const unused = [...used].filter(([, times]) => times === 0).map(([title]) => title);
  assert.deepEqual(unused, [], "explained, and told no more");
  assert.deepEqual(
    plan?.hooks.map((hook) => (hook as { hook: string }).hook),
    ["tool_pre_invoke", "tool_post_invoke", "prompt_pre_fetch", "prompt_post_fetch"],
  );
});

test("each of its kinds is built in, or named as not built in, and no other is named", async () => {
  sample();
  const { plugins } = await asReadHere(file);
  const kinds = new Set(plugins.map(({ kind }) => kind));
  assert.equal(plugins.length, 44);
  assert.deepEqual([...kinds].filter((kind) => !aliases.has(kind)).sort(), [...missing].sort());
});

test("switched on, what is built in is valid as it stands, and all else is a problem of its own", async (t) => {
  const on = sample().replaceAll(/^( {4}mode: )"disabled"/gm, '$1"enforce"');
  const path = fileOf(t, on);
  const { plugins } = await asReadHere(path);
  const { code, problems } = await validated(t, path);
  assert.equal(code, 1);
  const expected = plugins.flatMap(({ kind }, index) =>
    missing.has(kind) ? [`plugins[${index}].kind`] : [],
  );
  const ofKinds = problems.filter(({ key }) => key.endsWith(".kind"));
  assert.deepEqual(
    ofKinds.map(({ key }) => key),
    expected,
  );
  for (const { message } of ofKinds) assert.match(message, /adapter\.python\.interpreter/);
  const others = problems.filter((problem) => !ofKinds.includes(problem));
  for (const { message } of others) {
    assert.match(message, /ResourceFilterPlugin" does not implement hook/);
    assert.ok(explained.some(({ told }) => told.test(message)));
  }
});

describe("entries are read as cpex reads them", () => {
  const old = ["enforce", "enforce_ignore_error", "permissive", "disabled"];
  const both = [...old, "sequential", "transform", "audit", "concurrent", "fire_and_forget"];
  /** What cpex calls them, with what errors lead to. */
  const modes: Readonly<Record<string, string>> = { enforce: "sequential", permissive: "transform" };

  for (const [name, environment] of [
    ["without variables", {}],
    ["with a variable for the innermost default", { REDIS_URL: "redis://inner:1/2" }],
    [
      "with a variable for the outer one",
      { RATELIMITER_REDIS_URL: "redis://outer:1/2", REDIS_URL: "redis://x" },
    ],
  ] as const) {
    test(`${name}, with old and new mode names`, async (t) => {
      let count = 0;
      const text = sample().replaceAll(
        /^( {4}mode: )"disabled"/gm,
        (_, key: string) => `${key}"${both[count++ % both.length]}"`,
      );
      const path = fileOf(t, text);
      const here = await asReadHere(path, environment);
      const there = await asCpexReads(t, path, environment);
      assert.deepEqual(here.plugin_dirs, there.plugin_dirs);
      assert.deepEqual(
        here.plugins.map(({ name, kind, hooks, tags, priority, config, mode, onError, version = null }) => ({
          name,
          kind,
          hooks,
          tags,
          priority,
          config,
          version,
          mode: mode === "enforce_ignore_error" ? "sequential" : (modes[mode] ?? mode),
          on_error: onError,
        })),
        there.plugins.map(({ name, kind, hooks, tags, priority, config, mode, on_error, version }) => ({
          name,
          kind,
          hooks,
          tags,
          priority,
          config: config ?? {},
          version,
          mode,
          on_error,
        })),
      );
    });
  }
});
