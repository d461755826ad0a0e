import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readReply } from "../../src/framework/external/wire.ts";
import { contextOf, deny, managerOf, setting, type TestPlugin, toolCall } from "./manager-of.ts";

const answer = { result: { content: [] } };
const gives: TestPlugin = { run: () => ({ answer: answer.result }) };
const allows: TestPlugin = { run: () => undefined };
const edits: TestPlugin = { run: setting("b", "2") as TestPlugin["run"] & object };
const denies: TestPlugin = { run: () => deny };
const late = (plugin: TestPlugin): TestPlugin => ({
  ...plugin,
  run: async (...given) => plugin.run?.(...given),
});

async function outcomeOf(
  plugins: readonly TestPlugin[],
  answerable?: () => string | undefined,
  settings = {},
) {
  const ordered = plugins.map((plugin, index) => ({ priority: index, ...plugin }));
  const options = answerable === undefined ? {} : { answerable };
  return managerOf(ordered, { settings }).invokeHook("tool_pre_invoke", toolCall(), contextOf(), options);
}

describe("a plugin's answer", () => {
  const rows: Record<string, [plugins: TestPlugin[], plugin: string | undefined, settings?: object]> = {
    "counts by itself": [[gives], "a"],
    "counts among plugins that allow": [[allows, gives, allows], "b"],
    "counts where it was waited for": [[late(gives), late(allows)], "a"],
    "counts after an edit": [[edits, gives], "b"],
    "is dropped by an edit after it": [[gives, edits], undefined],
    "is dropped by an edit after it that was waited for": [[gives, late(edits)], undefined],
    "counts again where it is given to the edit": [[gives, edits, gives], "c"],
    "is the last one": [[gives, gives], "b"],
    "falls to a deny before it": [[denies, gives], undefined],
    "falls to a deny after it": [[gives, denies], undefined],
    "is none beside a deny of its own": [[{ run: () => ({ ...deny, answer: answer.result }) }], undefined],
    "is none beside an edit of its own": [
      [{ run: (payload) => ({ modified_payload: { ...payload, args: {} }, answer: answer.result }) }],
      undefined,
    ],
    "is none in permissive mode": [[{ ...gives, mode: "permissive" }], undefined],
    "is none in audit mode": [[{ ...gives, mode: "audit" }], undefined],
    "is none in the background": [[{ ...gives, mode: "fire_and_forget" }], undefined],
    "is none in a band": [
      [
        { ...gives, priority: 1 },
        { ...allows, priority: 1 },
      ],
      undefined,
      { parallel_execution_within_band: true },
    ],
  };
  for (const [name, [plugins, plugin, settings]] of Object.entries(rows))
    test(name, async () => {
      const outcome = await outcomeOf(plugins, () => "here", settings);
      assert.deepEqual(outcome.answer, plugin === undefined ? undefined : { plugin, ...answer });
    });

  test("is none unless the caller says so", async () => {
    assert.equal((await outcomeOf([gives])).answer, undefined);
    assert.equal((await outcomeOf([gives], () => undefined)).answer, undefined);
  });

  for (const wrong of [[1], "text", 1, true, { a: undefined }, { a: () => 1 }, new Map()])
    test(`fails the plugin where it is no JSON object: ${typeof wrong} ${String(wrong)}`, async () => {
      const outcome = await outcomeOf([{ run: () => ({ answer: wrong }) }], () => "here");
      assert.equal(outcome.continue_processing, false);
      assert.equal(outcome.answer, undefined);
    });
});

test("a plugin is told the scope, and whether others edited before it", async () => {
  const seen: unknown[] = [];
  const looks: TestPlugin = { run: (_, { answerScope }) => void seen.push(answerScope) };
  const asked: unknown[] = [];
  const plugins = [looks, edits, looks, { ...looks, mode: "permissive" as const }];
  const manager = managerOf(plugins.map((plugin, priority) => ({ ...plugin, priority })));
  await manager.invokeHook("tool_pre_invoke", toolCall(), contextOf(), {
    answerable: (plugin, edited) => {
      asked.push([plugin, edited]);
      return "here";
    },
  });
  assert.deepEqual(seen, ["here", "here", undefined]);
  assert.deepEqual(asked, [
    ["a", false],
    ["c", true],
  ]);
});

test("an answer of an external plugin says nothing", () => {
  const text = JSON.stringify({ result: { continue_processing: true, answer: { content: [] } } });
  assert.deepEqual(readReply(text, "p").result, { continue_processing: true });
});
