import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { LoadProblem } from "../../../src/framework/index.ts";
import { ask, loadIsolated, withIsolated, withMisbehaving } from "./isolated.ts";
import { isolatedProcesses } from "./processes.ts";

const brief = (problems: readonly LoadProblem[]) =>
  problems.map(({ path, message }) => [path?.join("."), message.replace(/(not started).*/, "$1")]);

test("everything wrong with the plugin inside is told with its place, and no process is left", async () => {
  for (const [plugin, config, expected] of [
    [
      "pii_filter",
      { detect_ssnn: true, block_on_detection: 1 },
      ["config.config.block_on_detection", "config.config.detect_ssnn"],
    ],
    ["pii_filtre", {}, ["config.plugin"]],
    ["./nowhere.mjs", {}, ["config.plugin"]],
    ["isolated", {}, ["config.plugin"]],
    ["./misbehaving.mjs", [], ["config.config"]],
  ] as const) {
    const loaded = await loadIsolated(plugin, config as never);
    assert.ok(!loaded.ok);
    assert.deepEqual(loaded.problems.map(({ path }) => path?.join(".")).toSorted(), expected, plugin);
  }
  const wrongHook = await loadIsolated("resource_filter", {}, { entry: { hooks: ["tool_pre_invoke"] } });
  assert.ok(!wrongHook.ok);
  assert.deepEqual(
    wrongHook.problems.map(({ path }) => path),
    [["hooks", 0]],
  );
  assert.deepEqual(isolatedProcesses(), []);
});

test("a plugin that cannot be made or initialised is a problem of its entry, and no process is left", async () => {
  for (const [config, limits, message] of [
    [{ at: "create", do: "throw" }, {}, "cannot be created: thrown"],
    [{ at: "create", do: "exit" }, {}, "cannot be created: the process ended with exit code 0"],
    [{ at: "initialize", do: "throw" }, {}, "cannot be initialised: thrown"],
    [{ at: "initialize", do: "crash" }, {}, "cannot be initialised: the process ended with exit code 1"],
    [{ at: "initialize", do: "resident" }, {}, "cannot be initialised: more than 150 MiB of resident memory"],
    [{ at: "initialize", do: "loop" }, { start_timeout_ms: 3000 }, "cannot be initialised: not started"],
  ] as const) {
    const loaded = await loadIsolated("./misbehaving.mjs", config, { limits });
    assert.ok(!loaded.ok);
    assert.deepEqual(brief(loaded.problems), [[undefined, message]]);
  }
  assert.deepEqual(isolatedProcesses(), []);
});

test("a disabled entry starts nothing of a module", async () => {
  const loaded = await loadIsolated(
    "./misbehaving.mjs",
    { at: "create", do: "exit" },
    { entry: { mode: "disabled" } },
  );
  assert.ok(loaded.ok);
  assert.deepEqual(loaded.instances, []);
  assert.deepEqual(isolatedProcesses(), []);
});

test("health, log, environment and shutdown are the plugin's", async () => {
  await withIsolated(
    "./misbehaving.mjs",
    { at: "health", do: "throw" },
    async (manager, log) => {
      await manager.checkHealth();
      const [plugin] = manager.plugins();
      assert.equal(plugin?.health.status, "unhealthy");
      assert.equal("error" in plugin.health && plugin.health.error, "RangeError");
      await ask(manager, "say");
      assert.ok(
        log.lines.some(
          ({ message, fields }) =>
            message === "hello" && JSON.stringify(fields) === '{"plugin":"p","said":true}',
        ),
      );
      const { metadata } = await ask(manager, "environment");
      assert.deepEqual(metadata["plugin"], "p");
      const names = (metadata["names"] as string[]).filter((name) => name !== "TZ");
      assert.deepEqual(names, ["GIVEN"]);
    },
    { more: { environment: { GIVEN: "x" } }, limits: { call_timeout_ms: 5000 } },
  );
  assert.deepEqual(isolatedProcesses(), []);
});

test("a shutdown that hangs is cut short, and no process is left", async () => {
  const use = async () => assert.equal(isolatedProcesses().length, 1);
  const limits = { call_timeout_ms: 300 };
  await withIsolated("./misbehaving.mjs", { at: "shutdown", do: "loop" }, use, { limits });
  assert.deepEqual(isolatedProcesses(), []);
});

test("no process is left after many that ended", async () => {
  await withMisbehaving(
    async (manager) => {
      for (let round = 0; round < 3; round++) await ask(manager, "exit");
      assert.equal((await ask(manager, undefined)).continue_processing, true);
      assert.equal(isolatedProcesses().length, 1);
    },
    { limits: { call_timeout_ms: 5000 } },
  );
  assert.deepEqual(isolatedProcesses(), []);
});

for (const what of ["never", "loop"]) {
  test(`a process whose adapter was killed ends, also in "${what}"`, async () => {
    const program = fileURLToPath(new URL("./adapter-to-kill.ts", import.meta.url));
    const adapter = spawn(process.execPath, ["-C", "plugins-adapter-source", program, what], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(createInterface({ input: adapter.stdout }), "line")) as unknown[];
    assert.equal(line, "asked");
    const started = isolatedProcesses(adapter.pid);
    assert.equal(started.length, 1);
    adapter.kill("SIGKILL");
    while (isolatedProcesses(adapter.pid).length > 0) await delay(50);
  });
}
