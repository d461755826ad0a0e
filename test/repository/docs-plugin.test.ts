import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startCli } from "../commands/cli.ts";
import { root, textOf } from "./files.ts";

const page = textOf("docs/guide/write-a-plugin.md");
const [plugin, pluginTest] = blocks("ts");
const [config, isolated, external] = blocks("yaml");
/** The message of the guide's curl line. */
const call = / -d '([^']*)'/.exec(page)?.[1];
const validated = /```\nnpx plugins-adapter validate --config config\.yaml\n```\n\nprints\n\n```\n([^`]*)```/;

test("the plugin of the guide is what the guide says", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "write-a-plugin-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  // What `npm install ../plugins-adapter zod` makes.
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/plugins-adapter"));
  symlinkSync(`${root}node_modules/zod`, join(folder, "node_modules/zod"));
  for (const [name, text] of [
    ["package.json", '{"type":"module"}'],
    ["my-plugin.ts", plugin],
    ["my-plugin.test.ts", pluginTest],
    ["config.yaml", config],
    ["isolated.yaml", isolated],
    ["call.json", call],
  ] as const) {
    writeFileSync(join(folder, name), text ?? assert.fail(`the guide has no ${name}`));
  }
  const adapter = join(folder, "node_modules/plugins-adapter/src/main.ts");

  await t.test("validate prints it", () => {
    const { status, stdout } = run(folder, adapter, "validate", "--config", "config.yaml");
    assert.equal(stdout, validated.exec(page)?.[1]);
    assert.equal(status, 0);
  });

  await t.test("a misspelt option is named", () => {
    writeFileSync(join(folder, "bad.yaml"), String(config).replace("most:", "mots:"));
    const { status, stdout } = run(folder, adapter, "validate", "--config", "bad.yaml");
    assert.match(stdout, /bad\.yaml:6:7: plugins\[0\]\.config\.mots: .* did you mean "most"\?/);
    assert.equal(status, 1);
  });

  await t.test("its own tests pass", () => {
    const { status, stdout, stderr } = run(folder, "my-plugin.test.ts");
    assert.equal(status, 0, `${stdout}${stderr}`);
  });

  /** What explain makes of the guide's call. */
  const explained = (file: string) => {
    const { status, stdout, stderr } = run(
      folder,
      adapter,
      "explain",
      "--config",
      file,
      "--file",
      "call.json",
    );
    assert.equal(status, 3, stdout + stderr);
    assert.match(
      stdout,
      /1\. careful \(enforce, priority 100\): denies, TOO_MANY: Too many -- steps may be 5 at most/,
    );
  };

  await t.test("in the adapter and in a process of its own it denies the guide's call", () => {
    for (const file of ["config.yaml", "isolated.yaml"]) explained(file);
  });

  await t.test("served by plugins serve, it denies as an external plugin", async (part) => {
    const [, command = ""] = /^npx plugins-adapter (plugins serve .*) --port 8000$/m.exec(page) ?? [];
    const serving = startCli(part, [...command.split(" "), "--port", "0"], { cwd: folder });
    await serving.until("serving plugins");
    const port = /"address":"127\.0\.0\.1:(\d+)"/.exec(serving.err())?.[1] ?? assert.fail(serving.err());
    writeFileSync(join(folder, "external.yaml"), String(external).replace(":8000/", `:${port}/`));
    explained("external.yaml");
    serving.signal("SIGTERM");
    assert.equal(await serving.exited, 0);
  });

  await t.test("its types are right", () => {
    const options = {
      extends: `${root}tsconfig.json`,
      compilerOptions: { noEmit: true, rootDir: "/", typeRoots: [`${root}node_modules/@types`] },
      include: ["*.ts"],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(options));
    const { status, stdout } = run(folder, `${root}node_modules/typescript/bin/tsc`, "-p", "tsconfig.json");
    assert.equal(status, 0, stdout);
  });
});

function blocks(language: string): string[] {
  return [...page.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, "g"))].map((match) => match[1]!);
}

/** Node on the sources, in a folder; the program must not take itself for a part of this test run. */
function run(folder: string, ...args: string[]) {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const all = ["-C", "plugins-adapter-source", ...args];
  return spawnSync(process.execPath, all, { cwd: folder, encoding: "utf8", env, timeout: 60_000 });
}
