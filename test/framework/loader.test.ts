import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { z } from "zod";
import {
  createHookRegistry,
  definePlugin,
  type EntryInput,
  type LoadOptions,
  type LoadProblem,
  loadPlugins,
  type Plugin,
  type PluginEnvironment,
  pluginEntry,
} from "../../src/framework/index.ts";
import { fakeClock } from "./fake-clock.ts";
import { deferred, greetingHook, keepingLog } from "./manager-of.ts";

const both = { tool_pre_invoke: () => undefined, tool_post_invoke: () => undefined };

const good = definePlugin({
  kind: "good",
  aliases: ["plugins.good.good.GoodPlugin"],
  hooks: ["tool_pre_invoke", "tool_post_invoke"],
  config: z.object({
    limit: z.number().default(1),
    rules: z.array(z.object({ word: z.string() })).default([]),
  }),
  create: () => both,
});

/** A kind made of a plugin object. */
function kind(name: string, plugin: (config: unknown, environment: PluginEnvironment) => unknown) {
  return definePlugin({
    kind: name,
    hooks: ["tool_pre_invoke", "tool_post_invoke"],
    config: z.unknown(),
    create: (config, environment) => plugin(config, environment) as Plugin,
  });
}

const load = (entries: readonly EntryInput[], options: Partial<LoadOptions> = {}) =>
  loadPlugins({ definitions: [good], ...options, entries: entries.map(pluginEntry) });

function textOf({ plugin, path, message }: LoadProblem): string {
  return `${plugin}: ${path?.join(".") ?? ""}: ${message}`;
}

async function problemsOf(
  entries: readonly EntryInput[],
  options: Partial<LoadOptions> = {},
): Promise<string[]> {
  const loaded = await load(entries, options);
  assert.ok(!loaded.ok);
  return loaded.problems.map(textOf);
}

test("instances: kinds by name and by alias, hooks as configured or all, an id each", async () => {
  const loaded = await load([
    { name: "one", kind: "good" },
    { name: "two", kind: "plugins.good.good.GoodPlugin", hooks: ["tool_post_invoke"], config: { limit: 3 } },
    { name: "three", kind: "good", mode: "disabled" },
  ]);
  assert.ok(loaded.ok);
  assert.deepEqual(
    loaded.instances.map(({ name, hooks }) => [name, hooks]),
    [
      ["one", ["tool_pre_invoke", "tool_post_invoke"]],
      ["two", ["tool_post_invoke"]],
    ],
  );
  assert.equal(new Set(loaded.instances.map(({ uuid }) => uuid)).size, 2);
  assert.deepEqual(
    loaded.disabled.map(({ name }) => name),
    ["three"],
  );
});

test("every problem of every entry is told at once, and no plugin is made", async () => {
  const spy = kind("spy", () => assert.fail("made"));
  const problems = await problemsOf(
    [
      { name: "fine", kind: "spy" },
      { name: "twice", kind: "good" },
      { name: "twice", kind: "good" },
      { name: "config", kind: "good", config: { limt: 1, limit: "1", rules: [{ word: 1 }] } },
      { name: "kind", kind: "goood" },
      { name: "hooks", kind: "good", hooks: ["tool_pre_invoek", "prompt_pre_fetch", "federation_pre_sync"] },
    ],
    { definitions: [good, spy] },
  );
  assert.deepEqual(problems, [
    'twice: name: more than one plugin is called "twice"',
    "config: config.limit: found a text, expected a number",
    "config: config.rules.0.word: found a number, expected a text (put quotes around it)",
    'config: config.limt: found the unknown key "limt", expected one of limit, rules; did you mean "limit"?',
    'kind: kind: kind "goood": neither a known kind nor an installed package; did you mean "good"?',
    'hooks: hooks.0: unknown hook "tool_pre_invoek"; did you mean "tool_pre_invoke"?',
    'hooks: hooks.2: hook "federation_pre_sync" does not exist here: there is no federation between adapters',
    'hooks: hooks.1: kind "good" does not implement hook "prompt_pre_fetch", but tool_pre_invoke, tool_post_invoke',
  ]);
});

test("a disabled entry: an unknown kind or hook is a warning, a wrong config is not", async () => {
  const loaded = await load([
    { name: "a", kind: "nowhere.to.Be", mode: "disabled" },
    { name: "b", kind: "good", mode: "disabled", hooks: ["agent_pre_invoke"] },
  ]);
  assert.ok(loaded.ok);
  assert.deepEqual(
    loaded.warnings.map(({ plugin, path }) => [plugin, path]),
    [
      ["a", ["kind"]],
      ["b", ["hooks", 0]],
    ],
  );
  assert.equal(
    (await problemsOf([{ name: "c", kind: "good", mode: "disabled", config: { x: 1 } }])).length,
    1,
  );
});

test("create gets the parsed config, and a log that names the plugin", async () => {
  const log = keepingLog();
  let got: unknown;
  const definition = definePlugin({
    kind: "logs",
    hooks: ["tool_pre_invoke"],
    config: z.strictObject({ limit: z.number().default(7) }),
    create(config, { name, hooks, log }) {
      got = { config, name, hooks };
      log.info({ n: 1, plugin: "another" }, "made");
      (log.info as (text: unknown) => void)("only a text");
      return both;
    },
  });
  const loaded = await load([{ name: "p", kind: "logs" }], { definitions: [definition], log });
  assert.ok(loaded.ok);
  assert.deepEqual(got, { config: { limit: 7 }, name: "p", hooks: ["tool_pre_invoke"] });
  assert.deepEqual(log.lines, [
    { level: "info", fields: { plugin: "p", n: 1 }, message: "made" },
    { level: "info", fields: { plugin: "p" }, message: "only a text" },
  ]);
});

for (const [what, make, expected] of [
  [
    "throws",
    () => {
      throw new Error("bad rule 3");
    },
    ["p: : cannot be created: bad rule 3"],
  ],
  ["makes nothing", () => undefined, ["p: kind: is not made into an object with handlers"]],
  ["makes an object without hooks", () => ({}), ["p: kind: implements no hook"]],
] as const) {
  test(`a kind that ${what} is a problem`, async () => {
    assert.deepEqual(
      await problemsOf([{ name: "p", kind: "k" }], { definitions: [kind("k", make)] }),
      expected,
    );
  });
}

test("a configured hook that the plugin turns out not to implement is a problem", async () => {
  const half = kind("half", () => ({ tool_pre_invoke: () => undefined }));
  const problems = await problemsOf(
    [{ name: "p", kind: "half", hooks: ["tool_pre_invoke", "tool_post_invoke"] }],
    { definitions: [half] },
  );
  assert.deepEqual(problems, [
    'p: hooks.1: does not implement hook "tool_post_invoke" as configured, but tool_pre_invoke',
  ]);
});

test("hooks of a host program are known when it registers them", async () => {
  const greeter = definePlugin({
    kind: "greeter",
    hooks: ["greeting"],
    config: z.object({}),
    create: () => ({ hooks: { greeting: () => undefined } }),
  });
  const entry = { name: "p", kind: "greeter", hooks: ["greeting"] };
  assert.equal((await problemsOf([entry], { definitions: [greeter] })).length, 1);
  const loaded = await load([entry], { definitions: [greeter], hooks: createHookRegistry([greetingHook]) });
  assert.ok(loaded.ok);
});

test("if one plugin cannot be initialised, the others are shut down again, last first", async () => {
  const events: string[] = [];
  const living = kind("living", (_, { name }) => ({
    ...both,
    initialize: async () => void events.push(`init ${name}`),
    shutdown: () => {
      events.push(`shutdown ${name}`);
      throw new Error("ignored");
    },
  }));
  const broken = kind("broken", (_, { name }) => ({
    ...both,
    initialize: async () => {
      throw new Error("no connection");
    },
    shutdown: () => void events.push(`shutdown ${name}`),
  }));
  const throwing = kind("throwing", () => ({
    ...both,
    initialize: () => {
      throw new Error("at once");
    },
  }));
  const problems = await problemsOf(
    [
      { name: "a", kind: "living" },
      { name: "b", kind: "broken" },
      { name: "c", kind: "living" },
      { name: "d", kind: "throwing" },
    ],
    { definitions: [living, broken, throwing] },
  );
  assert.deepEqual(problems, [
    "b: : cannot be initialised: no connection",
    "d: : cannot be initialised: at once",
  ]);
  assert.deepEqual(events, ["init a", "init c", "shutdown c", "shutdown a"]);
});

test("initialize has a time limit; one that succeeds too late is shut down", async () => {
  const clock = fakeClock();
  const late = deferred<void>();
  const down = deferred<string>();
  const slow = kind("slow", () => ({
    ...both,
    initialize: () => late.promise,
    shutdown: () => down.resolve("down"),
  }));
  const loading = problemsOf([{ name: "p", kind: "slow" }], {
    definitions: [slow],
    clock,
    initializeTimeout: 5,
  });
  while (clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
  clock.advance(5000);
  assert.deepEqual(await loading, ["p: : cannot be initialised: no answer within 5 s"]);
  late.resolve();
  assert.equal(await down.promise, "down");
});

test("making a plugin and importing its module have the time limit of initialize", async (t) => {
  const clock = fakeClock();
  const slow = kind("slow", () => new Promise(() => {}));
  const folder = await mkdtemp(join(tmpdir(), "plugins-adapter-"));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "never.mjs"), "await new Promise(() => {});\nexport default () => ({});\n");
  const options = { definitions: [slow], clock, initializeTimeout: 5 };
  for (const [entry, expected] of [
    [{ name: "p", kind: "slow" }, /^p: : cannot be created: no answer within 5 s$/],
    [
      { name: "p", kind: "./never.mjs", source: { file: join(folder, "c.yaml"), line: 1 } },
      /^p: kind: .*never\.mjs cannot be imported: no answer within 5 s$/,
    ],
  ] as const) {
    const loading = problemsOf([entry], options);
    while (clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
    clock.advance(5000);
    assert.match((await loading).join(), expected);
  }
});

test("a host's config check tells places; its tolerance counts", async () => {
  const place = {
    file: "f.yaml",
    line: 3,
    column: 5,
    key: "plugins[0].config.x",
    found: "x",
    expected: "nothing",
  };
  const warned = await load([{ name: "p", kind: "good", config: { x: 1 } }], {
    checkConfig: (_, schema) => ({ ok: true, value: schema.parse({}), warnings: [place] }),
  });
  assert.ok(warned.ok);
  assert.equal(warned.warnings[0]?.at, place);
  const refused = await load([{ name: "p", kind: "good" }], {
    checkConfig: () => ({ ok: false, problems: [place], warnings: [] }),
  });
  assert.ok(!refused.ok);
  assert.deepEqual(refused.problems, [{ message: "found x, expected nothing", plugin: "p", at: place }]);
});

test("two definitions of one name are a mistake of the program", async () => {
  await assert.rejects(loadPlugins({ entries: [], definitions: [good, good] }), /two plugin definitions/);
});
