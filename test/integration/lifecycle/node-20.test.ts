/** Started directly under Node 20, the adapter serves: it cannot lift the limit on resets, and says what to do. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { configFile, runCli } from "../../commands/cli.ts";
import { startRig } from "../parts/rig.ts";
import { json } from "../parts/upstream.ts";
import { closedLoop, type Reply } from "./closed-loop.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const node20 = findNode20();

const config = `plugins:
  - name: words
    kind: search_replace
    hooks: [tool_pre_invoke, tool_post_invoke]
    mode: enforce
    config: { words: [{ search: "secret-[a-z]+", replace: hidden }] }
adapter: {}
`;
const call =
  '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":{"a":"secret-argument"}}}';
const result = '{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"secret-result"}]}}';

/** Replies to so many calls; nothing of a secret reaches either side. */
async function drive(t: TestContext, program: string, gracefulClose: boolean) {
  // the build output: Node 20 knows no types
  execFileSync("make", ["--no-print-directory", "dist/.built"], { cwd: root, stdio: "pipe" });
  const { upstream, envoy, adapter } = await startRig(t, {
    config,
    program: [program, join(root, "dist/src/main.js")],
    envoy: { gracefulClose },
  });
  upstream.answer = json(result);
  const replies: Reply[] = [];
  let sent = 0;
  await closedLoop(
    envoy.port,
    16,
    () => (sent++ < 1500 ? call : undefined),
    (reply) => replies.push(reply),
  );
  assert.equal(replies.length, 1500);
  assert.ok(replies.every(({ text }) => !text.includes("secret-")));
  assert.ok(upstream.received.every(({ body }) => !body.includes("secret-")));
  assert.match(
    adapter.output(),
    /"level":40,.*this Node closes the connection after about 1000 stream resets/,
  );
  adapter.signal("SIGTERM");
  assert.equal(await adapter.exited, 0);
  const right = replies.filter(
    ({ status, text }) => status === 200 && text === result.replace("secret-result", "hidden"),
  );
  return { right, failed: replies.filter(({ status }) => status >= 500) };
}

test("behind the Envoy configuration that is shipped, nothing fails", async (t) => {
  if (node20 === undefined) return t.diagnostic("not run: there is no Node 20 on this machine");
  const { right } = await drive(t, node20, true);
  assert.equal(right.length, 1500);
});

test("behind an Envoy that resets its streams, what fails fails closed", async (t) => {
  if (node20 === undefined) return t.diagnostic("not run: there is no Node 20 on this machine");
  const { right, failed } = await drive(t, node20, false);
  assert.equal(right.length + failed.length, 1500);
});

test("plugins that it cannot run are told as such", async (t) => {
  if (node20 === undefined) return t.diagnostic("not run: there is no Node 20 on this machine");
  execFileSync("make", ["--no-print-directory", "dist/.built"], { cwd: root, stdio: "pipe" });
  const file = configFile(
    t,
    "plugins: [{ name: P, kind: isolated, config: { plugin: deny_filter } }]\nadapter: {}\n",
  );
  const program = [node20, join(root, "dist/src/main.js")];
  const { code, out } = await runCli(t, ["validate", "--config", file], { program });
  assert.equal(code, 1);
  assert.match(out, /plugins\[0\]\.kind: kind "isolated" needs Node 22\.15 or newer, .*: this is v20\./);
});

/** A Node 20 on the path or where distributions put theirs. */
function findNode20(): string | undefined {
  const folders = (process.env.PATH ?? "").split(":").concat("/usr/bin", "/usr/local/bin");
  return folders.map((folder) => join(folder, "node")).find(isNode20);
}

function isNode20(program: string): boolean {
  try {
    return execFileSync(program, ["--version"], { encoding: "utf8", stdio: "pipe" }).startsWith("v20.");
  } catch {
    return false;
  }
}
