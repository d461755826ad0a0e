import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { z } from "zod";
import { checkPluginConfig } from "../../../src/framework/config/read-entries.ts";
import { configOf, loadText, loadTexts } from "./load-text.ts";

/** Places in a bad configuration that a variable may fill. */
const places = [
  (secret: string) => `plugins:\n  - name: ${secret}\n    kind: k\n  - name: ${secret}\n    kind: k\n`,
  (secret: string) =>
    `plugins:\n  - name: a\n    kind: k\n    mode: ${secret}\n    priority: ${secret}\n    hooks: ${secret}\n`,
  (secret: string) =>
    `plugins: ${secret}\nplugin_settings: {plugin_timeout: "x ${secret}", fail_on_plugin_error: ${secret}}\n`,
  (secret: string) =>
    `plugins: []\nplugin_dirs: [[${secret}], {a: ${secret}}]\nhost: {url: ${secret}, bad: 1}\n`,
];

test("a value from the environment is never in a problem or a warning", async () => {
  const sections = {
    host: z.strictObject({ url: z.string().refine(() => false, { error: (issue) => `not ${issue.input}` }) }),
  };
  const secret = fc.stringMatching(/^S3[-a-zA-Z0-9/+{}:" ]{6,30}Z$/);
  await fc.assert(
    fc.asyncProperty(secret, fc.constantFrom(...places), fc.boolean(), async (value, place, tolerant) => {
      const loading = await loadTexts(
        { "config.yaml": place("{{ env.SECRET }}") },
        { sections, environment: { SECRET: value }, dialect: () => ({ tolerant }) },
      );
      assert.ok(!loading.ok);
      const text = JSON.stringify([loading.problems, loading.warnings]);
      assert.ok(!text.includes(value) && !text.includes(JSON.stringify(value).slice(1, -1)), text);
    }),
    { numRuns: 60 },
  );
});

test("literal values of keys that name secrets, and of plugins' configs, are not printed either", async () => {
  const loading = await loadText(
    "plugins:\n  - name: a\n    kind: k\n    config: {words: [hush1], x: {token: hush2}}\n",
  );
  const config = configOf(loading);
  const [entry] = config.plugins;
  assert.ok(entry !== undefined);
  const checked = checkPluginConfig(
    config,
    entry,
    z.strictObject({ words: z.array(z.int()), x: z.strictObject({ token: z.int() }) }),
  );
  assert.ok(!checked.ok);
  assert.deepEqual(
    checked.problems.map(({ line, key, found, expected }) => ({ line, key, found, expected })),
    [
      { line: 4, key: "plugins[0].config.words[0]", found: "a text", expected: "a number" },
      { line: 4, key: "plugins[0].config.x.token", found: "a text", expected: "a number" },
    ],
  );
});
