import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { runCli } from "../../commands/cli.ts";
import { cpexReleases, pythonOf } from "../peers.ts";

const page = readFileSync(new URL("../../../docs/guide/python-plugins.md", import.meta.url), "utf8");
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map(
    ([, text]) => text as string,
  );
const block = (language: string) => blocks(language)[0] ?? "";

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

  test(`the guide's server of cpex denies the guide's message, cpex ${release}`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const [, served, config] = blocks("yaml");
    const port = String(await freePort());
    writeFileSync(join(folder, "my_rules.py"), block("python"));
    writeFileSync(join(folder, "message.json"), block("json"));
    writeFileSync(join(folder, "server-config.yaml"), served ?? "");
    writeFileSync(join(folder, "config.yaml"), config?.replace("8000", port) ?? "");
    const [command] = /^PLUGINS_CONFIG_PATH=.*$/m.exec(page) ?? [];
    const program = command?.replace("venv/bin/python", pythonOf(release)) ?? "";
    await startServer(t, program, folder, port);

    const args = ["explain", "--config", "config.yaml", "--file", "message.json"];
    const explained = await runCli(t, args, { cwd: folder });
    assert.equal(explained.code, 3, explained.out + explained.err);
    assert.match(explained.out, /TOO_MANY/);
  });
}

/** Runs the guide's command line; resolves when the server answers. */
async function startServer(t: TestContext, command: string, cwd: string, port: string): Promise<void> {
  const child = spawn("bash", ["-c", `exec env ${command}`], {
    cwd,
    stdio: "ignore",
    env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: "1", PLUGINS_SERVER_PORT: port },
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  t.after(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  while ((await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined))?.ok !== true) {
    assert.equal(child.exitCode, null, "the server ended");
    await wait(100);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
