import assert from "node:assert/strict";
import { test } from "node:test";
import type { HookOutcome, PluginManager } from "../../../src/framework/index.ts";
import { encodeFrame } from "../../../src/framework/isolation/frames.ts";
import { contextOf } from "../manager-of.ts";
import { ask, type Log, withMisbehaving } from "./isolated.ts";

const errorOf = ({ violation }: HookOutcome<unknown>) => violation?.details["error"];

const often = { max_restarts: 1000 };

test("what a plugin does costs its own verdict, and the next message is answered", async (t) => {
  await withMisbehaving(
    async (manager) => {
      for (const [what, error] of [
        ["exit", "PluginCrash"],
        ["crash", "PluginCrash"],
        ["resident", "PluginMemoryLimit"],
        ["throw", "RangeError"],
        ["no result", "InvalidResult"],
        ["no json", "InvalidPayload"],
        ["big answer", "AnswerTooLarge"],
        ["flood pipe", "PluginProtocolError"],
      ] as const) {
        await t.test(what, async () => {
          const outcome = await ask(manager, what);
          assert.deepEqual([outcome.continue_processing, outcome.violation?.code], [false, "PLUGIN_ERROR"]);
          assert.equal(errorOf(outcome), error);
          assert.equal((await ask(manager, undefined)).continue_processing, true);
        });
      }
    },
    { limits: { ...often, call_timeout_ms: 5000, max_message_bytes: 50_000 } },
  );
});

test("the log names the place in the plugin's code, and none for an end of the process", async () => {
  await withMisbehaving(
    async (manager, log) => {
      await ask(manager, "throw");
      await ask(manager, "exit");
      const failed = log.lines.filter(({ message }) => message === "plugin failed");
      const [thrown, ended] = failed.map(({ fields }) => (fields as { at?: string }).at);
      assert.match(thrown ?? "", /^at .*misbehaving\.mjs:\d+:\d+\)?$/);
      assert.equal(ended, undefined);
    },
    { limits: often },
  );
});

test("a heap that grows without end costs the plugin's own verdict", async () => {
  await withMisbehaving(
    async (manager) => {
      const outcome = await ask(manager, "heap");
      assert.match(String(errorOf(outcome)), /^Plugin(Crash|MemoryLimit)$/);
      assert.equal((await ask(manager, undefined)).continue_processing, true);
    },
    { limits: { call_timeout_ms: 10_000 } },
  );
});

test("what takes too long is a timeout, and the next message is answered", async (t) => {
  await withMisbehaving(
    async (manager) => {
      for (const what of ["loop", "never", "spin", "flood log"]) {
        await t.test(what, async () => {
          const { violation, executions } = await ask(manager, what);
          assert.equal(violation?.code, "PLUGIN_TIMEOUT");
          assert.deepEqual(violation.details, { timeout_ms: 1500 });
          assert.equal(executions[0]?.verdict, "timeout");
          assert.equal((await ask(manager, undefined)).continue_processing, true);
        });
      }
    },
    { limits: { ...often, call_timeout_ms: 1500, cpu_ms_per_call: 100_000 } },
  );
});

test("what takes too much CPU time is an error, and the next message is answered", async () => {
  await withMisbehaving(
    async (manager) => {
      for (const what of ["loop", "spin"]) {
        assert.equal(errorOf(await ask(manager, what)), "PluginCpuLimit");
        assert.equal((await ask(manager, undefined)).continue_processing, true);
      }
    },
    { limits: { ...often, call_timeout_ms: 20_000, cpu_ms_per_call: 200 } },
  );
});

const message = (value: unknown) => encodeFrame("message", JSON.stringify(value), 1000) ?? Buffer.alloc(0);

test("a lie on the pipe is an error", async (t) => {
  await withMisbehaving(
    async (manager) => {
      let id = 0;
      const next = (value: object) => message({ id: id + 1, ok: true, value });
      for (const [what, bytes] of [
        ["an answer to no call", () => message({ id: 99_999, ok: true, value: {} })],
        ["an answer that is a text", () => message("yes")],
        ["an answer without id", () => message({ ok: true, value: {} })],
        ["an error without class", () => message({ id: 1, ok: false, error: {} })],
        ["an answer to the call that is none", () => next([])],
        ["changes of another shape", () => next({ changes: { state: { set: 1 } } })],
        ["no JSON", () => Buffer.from([1, 0, 0, 0, 1, 0x7b])],
        ["a length beyond the limit", () => Buffer.from([1, 0xff, 0xff, 0xff, 0xff])],
        ["a kind of frame that does not exist", () => Buffer.from([9, 0, 0, 0, 0])],
        ["a log line that is none", () => encodeFrame("log", '{"level":"fatal"}', 1000) ?? Buffer.alloc(0)],
      ] as const) {
        await t.test(what, async () => {
          const outcome = await ask(manager, "raw", { bytes: bytes().toString("base64") });
          assert.equal(errorOf(outcome), "PluginProtocolError");
          assert.equal((await ask(manager, undefined)).continue_processing, true);
          id += 2;
        });
      }
    },
    { limits: { ...often, call_timeout_ms: 5000 } },
  );
});

test("more log lines than a plugin may write through its own log are dropped; more on the pipe end the process", async () => {
  const line = encodeFrame("log", '{"level":"info","fields":{},"message":"m"}', 1000) ?? Buffer.alloc(0);
  await withMisbehaving(async (manager, log) => {
    const bytes = Buffer.concat(new Array<Buffer>(501).fill(line)).toString("base64");
    assert.equal(errorOf(await ask(manager, "raw", { bytes })), "PluginProtocolError");
    assert.ok(log.lines.filter((entry) => entry.message === "m").length <= 500);
  });
});

test("a message that ends the process costs no other message under way", async () => {
  await withMisbehaving(
    async (manager) => {
      const all = await Promise.all(
        [undefined, "never", "exit", undefined, "exit", undefined].map((what) => ask(manager, what)),
      );
      assert.deepEqual(
        all.map(({ violation }) => violation?.code),
        [undefined, "PLUGIN_TIMEOUT", "PLUGIN_ERROR", undefined, "PLUGIN_ERROR", undefined],
      );
    },
    { limits: { call_timeout_ms: 1000 } },
  );
});

test("this process goes on while a plugin loops", async () => {
  await withMisbehaving(async (manager) => {
    let turns = 0;
    const counting = setInterval(() => turns++, 1);
    await ask(manager, "loop");
    clearInterval(counting);
    assert.ok(turns > 10, `${turns} turns`);
  });
});

test("a process that ends too often is not started again; its calls fail at once", async () => {
  await withMisbehaving(
    async (manager, log) => {
      assert.equal(errorOf(await ask(manager, "exit")), "PluginCrash");
      assert.equal(errorOf(await ask(manager, "exit")), "PluginCrash");
      assert.equal(errorOf(await ask(manager, undefined)), "PluginUnavailable");
      assert.ok(log.lines.some(({ level }) => level === "error"));
      await manager.checkHealth();
      assert.equal(manager.plugins()[0]?.health.status, "unhealthy");
    },
    { limits: { max_restarts: 1 } },
  );
});

test("on_error decides: an error that is to be ignored is", async () => {
  await withMisbehaving(
    async (manager) => {
      const outcome = await ask(manager, "exit");
      assert.equal(outcome.continue_processing, true);
      assert.equal(outcome.executions[0]?.verdict, "error");
    },
    { entry: { onError: "ignore" } },
  );
});

test("calls beyond the queue fail", async () => {
  await withMisbehaving(
    async (manager) => {
      const all = await Promise.all(["never", "never", undefined].map((what) => ask(manager, what)));
      assert.deepEqual(all.map(({ violation }) => violation?.code).toSorted(), [
        "PLUGIN_ERROR",
        "PLUGIN_TIMEOUT",
        "PLUGIN_TIMEOUT",
      ]);
      assert.equal(errorOf(all[2] as HookOutcome<unknown>), "PluginQueueFull");
    },
    { limits: { call_timeout_ms: 300, max_concurrent_calls: 1, max_queue: 1 } },
  );
});

test("a call that is longer than a message may be fails, without the process", async () => {
  await withMisbehaving(
    async (manager) => {
      const outcome = await ask(manager, undefined, { text: "x".repeat(3000) });
      assert.equal(errorOf(outcome), "PluginMessageTooLarge");
      assert.deepEqual((await ask(manager, undefined)).metadata, { calls: 1 });
    },
    { limits: { max_message_bytes: 2000 } },
  );
});

test("an exchange that ends aborts its call, and the process stays", async () => {
  await withMisbehaving(
    async (manager, log) => {
      const controller = new AbortController();
      const asked = manager.invokeHook(
        "tool_pre_invoke",
        { name: "t", args: { do: "abortable" } },
        contextOf(),
        {
          signal: controller.signal,
        },
      );
      // Its answer comes behind the call that is to be aborted.
      assert.deepEqual((await ask(manager, undefined)).metadata, { calls: 2 });
      controller.abort();
      assert.equal((await asked).violation?.code, "EXCHANGE_ABORTED");
      assert.deepEqual((await ask(manager, undefined)).metadata, { calls: 3 });
      assert.deepEqual(reasons(log), ["AbortError"]);
    },
    { limits: { call_timeout_ms: 10_000 } },
  );
});

test("a call that takes too long is aborted with that reason", async () => {
  const tooLong = async (manager: PluginManager, log: Log) => {
    assert.equal((await ask(manager, "abortable")).violation?.code, "PLUGIN_TIMEOUT");
    assert.equal((await ask(manager, undefined)).continue_processing, true);
    assert.deepEqual(reasons(log), ["TimeoutError"]);
  };
  await withMisbehaving(tooLong, { limits: { call_timeout_ms: 1000 } });
  await withMisbehaving(tooLong, { settings: { plugin_timeout: 1 } });
});

/** The reasons that calls were aborted with, as the plugin saw them. */
function reasons(log: Log): unknown[] {
  return log.lines
    .filter(({ message }) => message === "aborted")
    .map(({ fields }) => (fields as { reason: unknown }).reason);
}

for (const permission of [
  { what: "child process", allow: "start_processes" },
  { what: "write file", allow: "write_files" },
]) {
  test(`"${permission.what}" needs to be allowed`, async () => {
    const more = { path: "/dev/null" };
    await withMisbehaving(
      async (manager) => assert.equal(errorOf(await ask(manager, permission.what, more)), "Error"),
      { limits: { call_timeout_ms: 5000 } },
    );
    await withMisbehaving(
      async (manager) => assert.equal((await ask(manager, permission.what, more)).continue_processing, true),
      { more: { allow: [permission.allow] }, limits: { call_timeout_ms: 5000 } },
    );
  });
}
