import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, test } from "node:test";
import { z } from "zod";
import { createPluginHost } from "../../src/framework/external/server/plugin-host.ts";
import { readHookTypes } from "../../src/framework/hook-types.ts";
import {
  createHookRegistry,
  createPluginManager,
  defineHook,
  type EntryInput,
  loadPlugins,
  pluginEntry,
} from "../../src/framework/index.ts";
import { contextOf, greetingHook } from "./manager-of.ts";

const root = mkdtempSync(join(tmpdir(), "hook-types-"));
after(() => rmSync(root, { recursive: true }));

const zod = `import { z } from ${JSON.stringify(import.meta.resolve("zod"))};\n`;
const comment = (writable: string) => `${zod}
export const hookTypes = [{ name: "comment_post", payload: z.object({ author: z.string(), text: z.string() })${writable} }];
const config = z.strictObject({});
export default { kind: "comments", hooks: ["comment_post"], config,
  create: () => ({ hooks: { comment_post: (payload) => ({ modified_payload: { author: "x", text: payload.text + "!" } }) } }) };
export class Deny { comment_post() { return { violation: { reason: "no", code: "NO" } }; } }
`;
const files: Readonly<Record<string, string>> = {
  "writes.mjs": comment(`, writable: ["text"]`),
  "protects.mjs": comment(""),
  "user.mjs": `export default class { comment_post(payload) { return { metadata: { saw: payload.text } }; } }`,
  "user/plugin.mjs": `export default class { comment_post(payload) { return { metadata: { saw: payload.text } }; } }`,
  "user/plugin-manifest.yaml": "available_hooks: [comment_post]\n",
  "builtin.mjs": `${zod}export const hookTypes = [{ name: "tool_pre_invoke", payload: z.object({}) }];
export default class { tool_pre_invoke() {} }`,
  "alias.mjs": `${zod}export const hookTypes = [{ name: "greeting", payload: z.object({}) }];
export default class { greeting() {} }`,
  "bad.mjs": `export const hookTypes = [{ name: "x", payload: 5 }]; export default class { tool_pre_invoke() {} }`,
};
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const source = { file: join(root, "config.yaml"), line: 1 };
type Fields = Partial<EntryInput> & { readonly kind: string };
const load = (entries: readonly Fields[], hooks = createHookRegistry()) =>
  loadPlugins({
    entries: entries.map((fields, index) => pluginEntry({ name: "abc".charAt(index), source, ...fields })),
    definitions: [],
    hooks,
  });

async function run(...entries: readonly Fields[]) {
  const loaded = await load(entries);
  assert.ok(loaded.ok, JSON.stringify(loaded));
  const manager = createPluginManager(loaded);
  const outcome = await manager.invokeHook("comment_post", { author: "ada", text: "hi" }, contextOf());
  await manager.shutdown();
  return outcome;
}

async function problemsOf(entries: readonly Fields[], hooks = createHookRegistry()): Promise<string[]> {
  const loaded = await load(entries, hooks);
  assert.ok(!loaded.ok);
  return loaded.problems.map(({ plugin, path, message }) => `${plugin} ${path?.join(".")}: ${message}`);
}

describe("a hook that a plugin's module declares", () => {
  test("is invoked by the host program; only its writable fields come back", async () => {
    const { payload } = await run({ kind: "./writes.mjs" });
    assert.deepEqual(payload, { author: "ada", text: "hi!" });
  });

  test("that names no writable field lets nothing be written", async () => {
    const { payload, modified } = await run({ kind: "./protects.mjs" });
    assert.deepEqual([payload, modified], [{ author: "ada", text: "hi" }, false]);
  });

  test("is there for other plugins, whatever the order, and may be denied", async () => {
    const outcome = await run(
      { kind: "./user.mjs", hooks: ["comment_post"] },
      { kind: "./user/plugin.mjs" },
      { kind: "./writes.mjs", priority: 1 },
    );
    assert.equal(outcome.metadata["saw"], "hi!");
    assert.equal((await run({ kind: "./writes.mjs#Deny" })).violation?.code, "NO");
  });

  test("may be declared by several entries of one module, and by the host program too", async () => {
    const loaded = await load([{ kind: "./writes.mjs" }, { kind: "./writes.mjs#Deny" }]);
    assert.ok(loaded.ok);
    const { hookTypes } = await import(join(root, "writes.mjs"));
    assert.ok((await load([{ kind: "./writes.mjs" }], createHookRegistry(hookTypes))).ok);
  });

  test("leaves the host's registry as it is", async () => {
    const hooks = createHookRegistry([greetingHook]);
    const loaded = await load([{ kind: "./writes.mjs" }], hooks);
    assert.ok(loaded.ok);
    assert.equal(hooks.get("comment_post"), undefined);
    assert.deepEqual(
      [loaded.hooks.get("greeting"), loaded.hooks.get("comment_post")?.writable],
      [greetingHook, ["text"]],
    );
  });

  test("is invoked by the clients of a plugin server", async () => {
    const loaded = await load([{ kind: "./writes.mjs" }]);
    assert.ok(loaded.ok);
    const host = createPluginHost(loaded);
    const context = { global_context: { request_id: "r" } };
    const payload = { author: "ada", text: "hi" };
    const reply = await host.invoke({ hook_type: "comment_post", plugin_name: "a", payload, context });
    assert.match(JSON.stringify(reply), /"text":"hi!"/);
    await host.stop(1000);
  });

  test("is not there while its only module is disabled, and the others say so", async () => {
    const entries: Fields[] = [
      { kind: "./writes.mjs", mode: "disabled" },
      { kind: "./user.mjs", hooks: ["comment_post"] },
    ];
    assert.deepEqual(await problemsOf(entries), ['b hooks.0: unknown hook "comment_post"']);
  });

  test("cannot take a name that is there", async () => {
    const taken = createHookRegistry([greetingHook]);
    assert.deepEqual(await problemsOf([{ kind: "./builtin.mjs" }]), [
      'a kind: kind "./builtin.mjs": its export `hookTypes`: item 0: hook "tool_pre_invoke" is registered already',
    ]);
    assert.deepEqual(await problemsOf([{ kind: "./alias.mjs" }], taken), [
      'a kind: kind "./alias.mjs": declares hook "greeting", which is there already',
    ]);
    assert.deepEqual(await problemsOf([{ kind: "./writes.mjs" }, { kind: "./protects.mjs" }]), [
      'b kind: kind "./protects.mjs": declares hook "comment_post", which plugin "a" declares otherwise',
    ]);
  });

  test("runs isolated plugins that have it, but cannot come from one", async () => {
    const isolated = (plugin: string): Fields => ({ kind: "isolated", config: { plugin } });
    const outcome = await run(isolated("./user/plugin.mjs"), { kind: "./writes.mjs", priority: 200 });
    assert.equal(outcome.metadata["saw"], "hi");
    assert.deepEqual(
      (await run({ kind: "./writes.mjs#Deny", priority: 200 }, isolated("./writes.mjs"))).violation?.code,
      "NO",
    );
    const [problem = ""] = await problemsOf([isolated("./writes.mjs")]);
    assert.match(
      problem,
      /a config\.plugin: .*declares hook "comment_post", which a plugin in a process of its own cannot/,
    );
  });
});

const payload = z.object({ text: z.string() });

for (const [name, exported, message] of [
  ["no list", {}, /is no list/],
  ["too many", Array(101).fill({ name: "x", payload }), /more than 100/],
  ["no object", [5], /item 0: the hook/],
  ["no name", [{ payload }], /item 0: name/],
  ["a bad name", [{ name: "Big", payload }], /item 0: hook name "Big"/],
  ["no schema", [{ name: "x", payload: {} }], /item 0: payload: no schema/],
  ["another family", [{ name: "x", payload, family: "file" }], /item 0: family/],
  ["a field that the payload has not", [{ name: "x", payload, writable: ["txt"] }], /"txt" is no field/],
  [
    "a built-in hook's name",
    [{ name: "tool_pre_invoke", payload }],
    /item 0: hook "tool_pre_invoke" is registered/,
  ],
] as const) {
  test(`hook types: ${name}`, () => {
    const reading = readHookTypes(exported);
    assert.ok(!reading.ok);
    assert.match(reading.message, message);
  });
}

test("no export is no hook; what is left out protects", () => {
  assert.deepEqual(readHookTypes(undefined), { ok: true, hooks: [] });
  const { family, writable } = defineHook({ name: "x", payload });
  assert.deepEqual([family, writable], ["other", []]);
  assert.deepEqual(createHookRegistry([{ name: "x", payload }]).get("x")?.writable, []);
});
