import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import type { ZodObject } from "zod";
import { builtinHooks, type HookDefinition } from "../../src/framework/index.ts";
import { filesBelow, root, textOf } from "./files.ts";

type Example = { readonly page: string; readonly line: number; readonly text: string };

const pages = [
  "README.md",
  ...filesBelow("docs/"),
  ...filesBelow("plugins/"),
  ...filesBelow("profiles/"),
].filter(
  // The plugins and the Redis of these are not there; tests of their own make them.
  (path) =>
    path.endsWith(".md") &&
    !/\/(write-a-plugin|every-message|external-plugins|python-plugins|hybrid-plugins|state)\.md$/.test(path),
);
const examples = pages.flatMap((page) => blocksOf(page, "yaml"));
const sections = /^(plugins|plugin_settings|adapter):/m;

for (const example of examples) {
  const { page, line, text } = example;
  if (sections.test(text)) {
    test(`${page}:${line}: the configuration is valid`, async () => {
      const { code, output } = await validate(example);
      assert.equal(code, 0, output);
    });
  } else test(`${page}:${line}: YAML`, () => assert.ok(parse(text)));
}

test("there are examples", () => assert.ok(examples.length > 10));

test("payloads are shown as hooks hand them out", () => {
  const [payloads] = blocksOf("docs/guide/plugins.md", "json");
  const shown = JSON.parse(String(payloads?.text)) as Record<string, Record<string, unknown>>;
  assert.deepEqual(Object.keys(shown), Object.keys(builtinHooks));
  for (const { name, payload } of Object.values<HookDefinition>(builtinHooks)) {
    assert.deepEqual((payload as unknown as ZodObject).strict().parse(shown[name]), shown[name], name);
  }
});

test("the table of hooks says what plugins may change", () => {
  const rows = [...textOf("docs/guide/plugins.md").matchAll(/^\| `(\w+)` \| [^|]* \| ([^|]*) \|$/gm)];
  const told = rows.map(([, hook, fields]) => [
    hook,
    [...fields!.matchAll(/`(\w+)`/g)].map((field) => field[1]),
  ]);
  const writable = Object.values(builtinHooks).map(({ name, writable }) => [name, writable]);
  assert.deepEqual(
    told.filter(([hook]) => String(hook) in builtinHooks),
    writable,
  );
});

function blocksOf(page: string, language: string): Example[] {
  const text = textOf(page);
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map((match) => ({
    page,
    line: text.slice(0, match.index).split("\n").length,
    text: match[1]!,
  }));
}

/** What `validate` says of an example, with the plugins, files and variables that it leaves to the reader. */
function validate({ text }: Example): Promise<{ code: number | null; output: string }> {
  const folder = mkdtempSync(join(tmpdir(), "docs-example-"));
  const file = join(folder, "config.yaml");
  const whole = /^plugins:/m.test(text) ? text : `${text}plugins: []\n`;
  writeFileSync(file, whole.replaceAll(/(_file: )\/etc\/\S+/g, `$1${file}`));
  const variables = [...text.matchAll(/\$\{(\w+)\}|\benv\.(\w+)/g)].map((match) => match[1] ?? match[2]!);
  const child = spawn(
    process.execPath,
    ["-C", "plugins-adapter-source", `${root}src/main.ts`, "validate", "--config", file],
    { env: { ...process.env, ...Object.fromEntries(variables.map((name) => [name, "x".repeat(32)])) } },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (output += String(piece)));
  return new Promise((resolve) => {
    child.once("close", (code) => {
      rmSync(folder, { recursive: true });
      resolve({ code, output });
    });
  });
}
