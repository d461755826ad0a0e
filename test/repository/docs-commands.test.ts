/**
 * What documents tell to run is run. Here: every command of the adapter, in a folder with the configuration that its page
 * shows, and the JSON that is shown. Elsewhere: what `ranElsewhere` says. Not at all: what `notRun` gives a reason for.
 */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { startCli, testFolder } from "../commands/cli.ts";
import { textOf } from "./files.ts";
import { type Block, blocksOf, commandsOf, documents } from "./markdown.ts";

/** Pages that a test of their own follows from top to bottom, with all their blocks; and single blocks, by their first line. */
const ranElsewhere: Readonly<Record<string, readonly string[]>> = {
  "docs/guide/audit.md": ["test/audit/guide.test.ts"],
  "docs/guide/every-message.md": ["test/inspection/guide-example.test.ts"],
  "docs/guide/embedding.md": ["test/framework/embedding.test.ts"],
  "docs/guide/external-plugins.md": ["test/framework/external/guide-example.test.ts"],
  "docs/guide/hybrid-plugins.md": ["test/framework/services/guide-example.test.ts"],
  "docs/guide/python-plugins.md": ["test/peers/python/guide-page.test.ts"],
  "docs/guide/state.md": ["test/peers/redis/guide.test.ts"],
  "docs/guide/testing-plugins.md": ["test/repository/docs-testing.test.ts"],
  "docs/guide/write-a-plugin.md": [
    "test/repository/docs-plugin.test.ts",
    "test/integration/installed-package.test.ts",
  ],
  "docs/reference/cli.md": ["test/commands/cli-reference.test.ts"],
};

/** By beginning, why CI does not run it as it stands. */
const notRun: readonly (readonly [beginning: string, reason: string])[] = [
  ["git clone ", "CI works in a clone"],
  ["export PATH=$PWD/", "the runner of the tests has done it"],
  ["node -C plugins-adapter-source --test test/", "one of the files that CI runs"],
  [
    "node --max-semi-space-size=16 node_modules/plugins-adapter/dist/",
    "test/integration/installed-package.test.ts runs it by its link",
  ],
  ["envoy -c envoy.yaml", "test/integration starts Envoy with the same output, on free ports"],
];

/** What is neither code nor commands, by its first line: what is printed, which a test compares, and a drawing. */
const shown: readonly (readonly [firstLine: string, why: string])[] = [
  ["  MCP client ──────▶ Envoy ──────▶ MCP server", "a drawing"],
  ["3. A destructive call is denied, and never reaches the server", "test/integration/demo.test.ts"],
  ["error: a.yaml:5:5: plugins[0].prority: ", "below"],
];

const call = {
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: { name: "echo", arguments: { text: "x" } },
};

for (const page of documents.filter((path) => !(path in ranElsewhere))) {
  const blocks = blocksOf(page);
  for (const block of blocks) {
    const commands = commandsOf(block).filter(
      (command) => !notRun.some(([beginning]) => command.startsWith(beginning)),
    );
    if (commands.length === 0) continue;
    test(`${page}:${block.line}: ${commands.join(", ")}`, async (t) => {
      const folder = folderOf(t, blocks);
      for (const command of commands) await run(t, command, folder, variables(blocks));
    });
  }
}

test("blocks say what they are, or are commands", () => {
  const known = ["yaml", "json", "ts", "js", "python"];
  const others = documents
    .filter((path) => !(path in ranElsewhere))
    .flatMap((page) => blocksOf(page))
    .filter((block) => !known.includes(block.language) && commandsOf(block).length === 0)
    .filter(({ text }) => !shown.some(([firstLine]) => text.startsWith(firstLine)))
    .map(({ page, line, language, text }) => `${page}:${line}: ${language} ${text.split("\n")[0]}`);
  assert.deepEqual(others, []);
});

test("code is in pages that a test follows", () => {
  const code = documents
    .flatMap((page) => blocksOf(page))
    .filter(({ language }) => /^(ts|js|python)$/.test(language));
  assert.deepEqual(
    [...new Set(code.map(({ page }) => page))].filter((page) => !(page in ranElsewhere)),
    [],
  );
});

test("the tests that follow a page read it", () => {
  for (const [page, files] of Object.entries(ranElsewhere)) {
    for (const file of files)
      assert.ok(textOf(file).includes(page.split("/").slice(1).join("/")), `${file}: ${page}`);
  }
});

for (const { page, line, language, text } of documents.flatMap((each) => blocksOf(each))) {
  if (language !== "json") continue;
  test(`${page}:${line}: JSON`, () => assert.ok(JSON.parse(text)));
}

test("a recording as the reference shows it is replayed", async (t) => {
  const [shown] = blocksOf("docs/reference/cli.md").filter(({ language }) => language === "json");
  const folder = folderOf(t, []);
  writeFileSync(join(folder, "shown.jsonl"), shown?.text ?? "");
  const replayed = startCli(t, ["replay", "--config", "config.yaml", "--file", "shown.jsonl"], {
    cwd: folder,
  });
  assert.equal(await replayed.exited, 0, replayed.err());
  assert.match(replayed.out(), /^1 exchanges\n/);
});

test("a message of validate is as the guide shows it", async (t) => {
  const folder = folderOf(t, []);
  writeFileSync(
    join(folder, "a.yaml"),
    "adapter: {}\nplugins:\n  - name: a\n    kind: deny_filter\n    prority: 5\n",
  );
  const validate = startCli(t, ["validate", "--config", "a.yaml"], { cwd: folder });
  assert.equal(await validate.exited, 1);
  const [, example] = /^(error: a\.yaml.*)$/m.exec(textOf("docs/guide/configuration.md")) ?? [];
  const line = validate
    .out()
    .split("\n")
    .find((each) => each.includes("prority"));
  assert.equal(line?.replace(/(kind, ).*(; did)/, "$1…$2"), example);
});

/** A folder with what commands name: the page's configurations under the names that are used for them, and a message. */
function folderOf(t: TestContext, blocks: readonly Block[]): string {
  const folder = testFolder(t);
  const shown = blocks.find(({ language, text }) => language === "yaml" && /^plugins:/m.test(text));
  const config =
    shown?.text ??
    "plugins:\n  - { name: words, kind: deny_filter, config: { words: [secret] } }\nadapter: {}\n";
  const files = {
    "config.yaml": config,
    "served.yaml": config,
    "plugins/config.yaml": config,
    "etc/adapter/base.yaml": config,
    "etc/adapter/plugins.d/more.yaml":
      "plugins:\n  - { name: more, kind: deny_filter, config: { words: [x] } }\n",
    "message.json": JSON.stringify(call),
    "recording.jsonl": JSON.stringify({ request: { body: call } }),
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  mkdirSync(join(folder, "run/adapter"), { recursive: true });
  cpSync(new URL("../../profiles/", import.meta.url), join(folder, "profiles"), { recursive: true });
  return folder;
}

async function run(
  t: TestContext,
  command: string,
  folder: string,
  env: Record<string, string>,
): Promise<void> {
  const [, target] = /^make ([a-z-]+)/.exec(command) ?? [];
  if (target) return assert.match(textOf("Makefile"), new RegExp(`^${target}:`, "m"));
  const [, line, , output] = /^(?:npx )?plugins-adapter ([^>|]*?)( > (\S+))?$/.exec(command) ?? [];
  assert.ok(line !== undefined, "neither the adapter's nor listed as run elsewhere or not at all");
  const args = line
    .replaceAll(/(?<= )\/(?=(?:etc|run)\/adapter)/g, `${folder}/`)
    .replace(/(?<=--port )\d+/, "0")
    .split(" ");
  const serves = args[0] === "serve";
  if (serves) {
    if (!args.includes("--listen")) args.push("--listen", "unix:a.sock");
    args.push("--management", "unix:m.sock");
  }
  const cli = startCli(t, args, { cwd: folder, env });
  if (serves || line.startsWith("plugins serve")) {
    await cli.until(serves ? '"serving"' : "serving plugins");
    cli.signal("SIGTERM");
  }
  assert.equal(await cli.exited, 0, cli.out() + cli.err());
  if (output) assert.notEqual(cli.out(), "");
}

/** Every variable that the page's configurations read. */
function variables(blocks: readonly Block[]): Record<string, string> {
  const text = blocks.map((block) => block.text).join("\n");
  const names = [...text.matchAll(/\$\{(\w+)\}|\benv\.(\w+)/g)].map((match) => match[1] ?? match[2] ?? "");
  return Object.fromEntries(names.map((name) => [name, "x".repeat(32)]));
}
