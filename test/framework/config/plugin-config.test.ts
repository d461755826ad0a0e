import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { checkPluginConfig } from "../../../src/framework/config/read-entries.ts";
import { configOf, loadText } from "./load-text.ts";

const schema = z.strictObject({
  max_length: z.int().default(5),
  words: z.array(z.strictObject({ search: z.string(), replace: z.string().default("") })).default([]),
});

const text = `plugins:
  - name: a
    kind: k
    config:
      words:
        - search: x
          repalce: y
      max_lenght: 3
  - name: b
    kind: k
`;

test("a plugin's config is checked with its own schema, in the file's terms", async () => {
  const config = configOf(await loadText(text));
  const [a, b] = config.plugins;
  assert.ok(a !== undefined && b !== undefined);
  const bad = checkPluginConfig(config, a, schema);
  assert.ok(!bad.ok);
  assert.deepEqual(
    bad.problems.map(({ line, key, suggestion }) => [line, key, suggestion]),
    [
      [7, "plugins[0].config.words[0].repalce", "replace"],
      [8, "plugins[0].config.max_lenght", "max_length"],
    ],
  );
  const good = checkPluginConfig(config, b, schema);
  assert.ok(good.ok);
  assert.deepEqual(good.value, { max_length: 5, words: [] });
});

test("a tolerant reading leaves unknown keys of a config out, with warnings", async () => {
  const config = configOf(await loadText(text, { dialect: () => ({ tolerant: true }) }));
  const [a] = config.plugins;
  assert.ok(a !== undefined);
  const checked = checkPluginConfig(config, a, schema);
  assert.ok(checked.ok);
  assert.deepEqual(checked.value, { max_length: 5, words: [{ search: "x", replace: "" }] });
  assert.deepEqual(
    checked.warnings.map(({ line }) => line),
    [7, 8],
  );
});
