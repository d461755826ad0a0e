/**
 * Reloads under traffic with plugins that hold more than memory: a process of their own, a program's pipes, connections.
 * RELOADS=300 is the long form (`make reloads`).
 */
import assert from "node:assert/strict";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { startHttpServer } from "../../framework/external/http-server.ts";
import { ask } from "../../management/server-of.ts";
import { closedLoop } from "../lifecycle/closed-loop.ts";
import { metric } from "../lifecycle/metrics.ts";
import { until } from "../lifecycle/until.ts";
import { fromSource } from "../parts/adapter.ts";
import { startRig } from "../parts/rig.ts";
import { heldBy } from "./leftovers.ts";
import { call, token } from "./marks.ts";

const reloads = Number(process.env.RELOADS ?? 6);
const [node = "", ...fromHere] = fromSource;
const folder = fileURLToPath(new URL(".", import.meta.url));
/** Idle connections come and go: a few more than before are no leak, one for each reload would be. */
const slack = 5;
/** What is kept of decisions and metrics fills up at first; a generation that stays is a hundred KiB and more each time. */
const slackKib = 16 * 1024;

function configured(mark: string, httpPort: number): string {
  const hooks = ["tool_pre_invoke", "tool_post_invoke"];
  const external = (name: string, mcp: object) => ({ name, kind: "external", mode: "enforce", hooks, mcp });
  const cmd = [node, "-C", "plugins-adapter-source", `${folder}allowing-server.ts`];
  const url = `http://localhost:${httpPort}/mcp`;
  return JSON.stringify({
    plugin_dirs: [folder],
    plugins: [
      { name: "inside", kind: "./appended.ts", config: { mark } },
      { name: "isolated", kind: "isolated", config: { plugin: "./appended.ts", config: { mark } } },
      external("program", { proto: "STDIO", cmd }),
      external("Demo", { proto: "STREAMABLEHTTP", url }),
    ],
    plugin_settings: { enable_plugin_api: true, plugin_timeout: 40 },
    adapter: {
      management: { token },
      reload: { watch: false },
      telemetry: { log_level: "warn" },
      limits: { message_timeout_ms: 60_000, message_budget_ms: 50_000 },
    },
  });
}

test(`${reloads} reloads under traffic with isolated and external plugins: no failure, nothing left over`, async (t) => {
  let asked = 0;
  const server = await startHttpServer({
    called() {
      asked++;
      // It keeps every request: hundreds of thousands in the long form.
      server.requests.length = 0;
    },
  });
  t.after(() => server.close());
  const { upstream, envoy, adapter } = await startRig(t, {
    config: configured("m0", server.port),
    program: [node, "--import", new URL("held.ts", import.meta.url).href, ...fromHere],
    envoy: { messageTimeoutMs: 60_000 },
  });
  upstream.answer = (request, reply) => {
    const { id, params } = JSON.parse(request.body.toString());
    reply.head(200, { "content-type": "application/json" });
    const result = { content: [], _meta: { request: params.arguments.marks } };
    reply.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  };
  const post = async (path: string) => {
    const socketPath = join(adapter.directory, "management.sock");
    const { status, text } = await ask({ socketPath }, "POST", path, { authorization: `Bearer ${token}` });
    assert.equal(status, 200, text);
  };

  let stopped = false;
  let id = 0;
  const wrong: unknown[] = [];
  const traffic = (lanes: number) =>
    closedLoop(
      envoy.port,
      lanes,
      () => (stopped ? undefined : call(++id)),
      (reply) => {
        const marks = reply.status === 200 && reply.whole ? JSON.parse(reply.text).result._meta : undefined;
        const each: string[] = marks ? [...marks.request, ...marks.marks] : [];
        if (each.length !== 4 || new Set(each).size !== 1) wrong.push(reply);
      },
    );
  const oneGeneration = () =>
    until(async () => (await metric(adapter, "plugins_adapter_config_generations_live")) === 1, 60);
  /** What is held when nothing happens: readings in a row that are alike, as some timers of answered calls run on for 100 ms. */
  const atRest = async () => {
    let last = await heldBy(adapter);
    let alike = 0;
    await until(async () => {
      const held = await heldBy(adapter);
      const { children, files, timers } = last;
      alike = isDeepStrictEqual({ ...held, heapKib: 0 }, { children, files, timers, heapKib: 0 })
        ? alike + 1
        : 0;
      last = held;
      return alike >= 30;
    }, 60);
    return last;
  };

  // Connections to Envoy and to the plugins' server are as many as later on.
  const warm = traffic(4);
  await until(() => id > 50, 60);
  stopped = true;
  await warm;
  const before = await atRest();
  assert.equal(before.children, 2, "the isolated plugin's process and the plugin server");

  stopped = false;
  const running = traffic(4);
  t.after(() => {
    stopped = true;
    return running;
  });
  for (let n = 1; n <= reloads; n++) {
    const path = join(adapter.directory, "config.yaml");
    writeFileSync(`${path}.new`, configured(`m${n}`, server.port));
    renameSync(`${path}.new`, path);
    await post("/reload");
    if (n % 3 === 0) {
      const one = ["inside", "isolated", "program", "Demo"][(n / 3) % 4];
      await post(`/plugins/reload/${one}`);
    }
  }
  const answered = id;
  await until(() => id > answered + 50, 60);
  stopped = true;
  await running;

  assert.deepEqual(wrong, []);
  assert.ok(asked > id, "the server over HTTP was asked on both legs");
  await oneGeneration();
  await until(() => server.sessions.size === 1, 60);
  const after = await atRest();
  t.diagnostic(
    `${reloads} reloads, ${id} exchanges; held before ${JSON.stringify(before)}, after ${JSON.stringify(after)}`,
  );
  assert.equal(after.children, before.children);
  assert.ok(after.files <= before.files + slack, `${before.files} files were open, now ${after.files}`);
  assert.ok(after.timers <= before.timers + slack, `${before.timers} timers were live, now ${after.timers}`);
  assert.ok(
    after.heapKib <= before.heapKib + slackKib,
    `${before.heapKib} KiB were in use, now ${after.heapKib} KiB`,
  );
  assert.doesNotMatch(adapter.output(), /"level":50/);

  adapter.signal("SIGTERM");
  assert.equal(await adapter.exited, 0);
  await until(() => server.sessions.size === 0);
});
