import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { runCli } from "../../commands/cli.ts";
import { cpexReleases, pythonOf } from "../peers.ts";

const page = readFileSync(new URL("../../../docs/guide/python-plugins.md", import.meta.url), "utf8");
const block = (language: string) => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? "";

for (const release of cpexReleases) {
  test(`the guide's plugin in Python denies the guide's message, cpex ${release}`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-"));
    t.after(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "my_rules.py"), block("python"));
    writeFileSync(join(folder, "message.json"), block("json"));
    const config = block("yaml").replace("venv/bin/python", pythonOf(release));
    writeFileSync(join(folder, "config.yaml"), config);

    const options = { cwd: folder };
    const checked = await runCli(t, ["validate", "--config", "config.yaml"], options);
    assert.equal(checked.code, 0, checked.out);
    assert.match(
      checked.out,
      /tool_pre_invoke\n {2}1\. my-rules \(my_rules\.MyRules, enforce, priority 100\)/,
    );

    const args = ["explain", "--config", "config.yaml", "--file", "message.json"];
    const explained = await runCli(t, args, options);
    assert.match(explained.out, /TOO_MANY/, explained.out + explained.err);
  });
}
