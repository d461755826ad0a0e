import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { type McpBlock, mcpSchema } from "../../../src/framework/config/external-schema.ts";
import { type Opened, open } from "../../framework/external/open.ts";
import { checkCalls, measure } from "../external/calls.ts";
import { goPlugin } from "../peers.ts";

interface Program {
  readonly mcp: McpBlock;
  /** What the program noted so far, a line each. */
  notes(): string[];
}

function overStdio(t: TestContext, ...args: string[]): Program {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "notes");
  const cmd = [goPlugin(), "-notes", file, ...args];
  return {
    mcp: mcpSchema.parse({ proto: "STDIO", cmd, env: { OWN: "1" }, reconnect_delay: 0.01 }),
    notes: () => readFileSync(file, "utf8").trim().split("\n"),
  };
}

async function overHttp(t: TestContext, proto: "STREAMABLEHTTP" | "SSE"): Promise<McpBlock> {
  const child = spawn(goPlugin(), ["-listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => child.kill("SIGKILL"));
  const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return mcpSchema.parse({ proto, url: `http://localhost:${port}/${proto === "SSE" ? "sse" : "mcp"}` });
}

const passes = async ({ call }: Opened) => (await call({ op: "pass" })).continue_processing;

for (const dialect of ["invoke_hook", "tool_per_hook"]) {
  test(`a plugin in Go over stdio, dialect ${dialect}: allow, edit, deny, error, state`, async (t) => {
    const { mcp, notes } = overStdio(t, "-dialect", dialect);
    const opened = await open(t, mcp, { hooks: [] });
    assert.deepEqual(opened.entry.tags, ["go"]);
    await checkCalls(opened);
    await measure(t, opened);
    assert.equal(notes().length, 1, "one process for all calls");
    assert.match(notes()[0] ?? "", /^started \d+ \[.*\bOWN=1\b/);
  });
}

for (const proto of ["STREAMABLEHTTP", "SSE"] as const) {
  test(`a plugin in Go over ${proto}: allow, edit, deny, error, state`, async (t) => {
    const opened = await open(t, await overHttp(t, proto), { hooks: [] });
    await checkCalls(opened);
    await measure(t, opened);
  });
}

test("a program that was killed is started again, and no call is lost", async (t) => {
  const { mcp, notes } = overStdio(t);
  const plugin = await open(t, mcp);
  assert.equal(await passes(plugin), true);
  for (const starts of [1, 2]) {
    const [, pid] = notes().at(-1)?.split(" ") ?? [];
    process.kill(Number(pid), "SIGKILL");
    assert.equal(await passes(plugin), true);
    assert.equal((await plugin.call({ op: "deny" })).violation?.code, "OP_DENIED");
    assert.equal(notes().length, starts + 1);
  }
});

test("a call that ends its program is made once more, then it is an error; the next works", async (t) => {
  const { mcp, notes } = overStdio(t);
  const plugin = await open(t, mcp);
  assert.equal((await plugin.call({ op: "exit" })).violation?.code, "PLUGIN_ERROR");
  assert.equal(await passes(plugin), true);
  assert.equal(notes().length, 3);
});

test("a call that takes too long is cancelled at the program, which goes on", async (t) => {
  const { mcp, notes } = overStdio(t);
  const plugin = await open(t, mcp, {}, { plugin_timeout: 1 });
  assert.equal((await plugin.call({ op: "hang" })).violation?.code, "PLUGIN_TIMEOUT");
  assert.equal(await passes(plugin), true);
  while (notes().length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(notes()[1], "cancelled");
});

test("the program ends with the plugin", async (t) => {
  const { mcp, notes } = overStdio(t);
  const { manager } = await open(t, mcp);
  const [, pid] = notes()[0]?.split(" ") ?? [];
  await manager.shutdown();
  assert.throws(() => process.kill(Number(pid), 0), { code: "ESRCH" });
});
