import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { defaultSettings } from "../../src/settings/adapter.ts";
import { type Correlation, createCorrelation } from "../../src/state/correlation.ts";
import { requestKey, type Scope, serverKey } from "../../src/state/keys.ts";
import { createMemoryStore } from "../../src/state/memory-store.ts";
import { StateError, type StateStore } from "../../src/state/store.ts";
import { fakeClock } from "../framework/fake-clock.ts";

const settings = {
  ...defaultSettings.state,
  session_ttl_seconds: 10,
  task_ttl_max_seconds: 100,
  server_ttl_seconds: 1000,
};
const scope: Scope = { server: "crm", session: "s", principal: "jane" };
const otherwise: readonly [string, Scope][] = [
  ["another server", { ...scope, server: "hr" }],
  ["another session", { ...scope, session: "t" }],
  ["another principal", { ...scope, principal: "john" }],
  ["the anonymous caller", { ...scope, principal: undefined }],
];
const sampling = { method: "sampling/createMessage" };
const call = { method: "tools/call", subject: "run_query" };

function correlating(wrap: (store: StateStore) => StateStore = (store) => store) {
  const clock = fakeClock();
  const store = createMemoryStore(settings, clock);
  let unreadable = 0;
  const correlation = createCorrelation({
    store: wrap(store),
    settings,
    hashKey: undefined,
    onUnreadable: () => unreadable++,
  });
  return { clock, store, correlation, unreadable: () => unreadable };
}

/** The store as Redis would be: everything is a promise. */
const slow = (store: StateStore): StateStore => ({
  ...store,
  get: async (key) => store.get(key),
  set: async (...args) => store.set(...args),
  delete: async (key) => store.delete(key),
  take: async (key) => store.take(key),
  setIfAbsent: async (...args) => store.setIfAbsent(...args),
});

for (const [kind, wrap] of [
  ["in memory", (store: StateStore) => store],
  ["elsewhere", slow],
] as const)
  describe(`correlation ${kind}`, () => {
    it("finds a request by who asked whom, in which session, under which id", async () => {
      const { correlation } = correlating(wrap);
      await correlation.rememberRequest(scope, "server", "n1", sampling);
      await correlation.rememberRequest(scope, "client", "n1", call);
      assert.deepEqual(await correlation.findRequest(scope, "server", "n1"), sampling);
      assert.deepEqual(await correlation.findRequest(scope, "client", "n1"), call);
      assert.equal(await correlation.findRequest(scope, "server", "s1"), undefined);
      for (const [who, elsewhere] of otherwise)
        assert.equal(await correlation.findRequest(elsewhere, "server", "n1"), undefined, who);
    });

    it("gives a taken request no more", async () => {
      const { correlation } = correlating(wrap);
      await correlation.rememberRequest(scope, "server", "n1", sampling);
      assert.deepEqual(await correlation.takeRequest(scope, "server", "n1"), sampling);
      assert.equal(await correlation.takeRequest(scope, "server", "n1"), undefined);
    });

    it("keeps nothing without a session, whose ids would be those of others too", async () => {
      const { correlation, store } = correlating(wrap);
      const none = { ...scope, session: undefined };
      await correlation.rememberRequest(none, "client", "n1", call);
      assert.equal(store.status().entries, 0);
      assert.equal(await correlation.findRequest(none, "client", "n1"), undefined);
      assert.equal(await correlation.takeRequest(none, "client", "n1"), undefined);
    });

    it("takes an id that was used again for something else for unknown, answered or not", async () => {
      const { correlation, unreadable, clock } = correlating(wrap);
      const remember = (record = call) => correlation.rememberRequest(scope, "client", "n1", record);
      const find = () => correlation.findRequest(scope, "client", "n1");
      await remember();
      await remember();
      assert.deepEqual(await find(), call, "the same again");
      await remember({ ...call, subject: "harmless" });
      assert.equal(await find(), undefined);
      // The answer of the first may still come, whatever was answered since.
      await remember({ ...call, subject: "harmless" });
      assert.equal(await find(), undefined);
      assert.equal(await correlation.takeRequest(scope, "client", "n1"), undefined);
      await remember({ ...call, subject: "harmless" });
      assert.equal(await find(), undefined);
      assert.equal(unreadable(), 0);
      clock.advance(10_000);
      await remember();
      assert.deepEqual(await find(), call);
    });

    it("knows an id again for something else once its first request was answered", async () => {
      const { correlation } = correlating(wrap);
      await correlation.rememberRequest(scope, "server", "n0", sampling);
      await correlation.takeRequest(scope, "server", "n0");
      await correlation.rememberRequest(scope, "server", "n0", { method: "roots/list" });
      assert.deepEqual(await correlation.takeRequest(scope, "server", "n0"), { method: "roots/list" });
    });

    it("says whether one exchange alone waits for an answer", async () => {
      const { correlation, clock } = correlating(wrap);
      const alone = (exchange: string) => correlation.isOpenAlone(correlation.openRef(scope, "n1"), exchange);
      assert.equal(await alone("a"), false, "nobody said that it waits");
      await correlation.openRequest(correlation.openRef(scope, "n1"), "a");
      assert.deepEqual([await alone("a"), await alone("b")], [true, false]);
      await correlation.closeRequest(correlation.openRef(scope, "n1"));
      await correlation.openRequest(correlation.openRef(scope, "n1"), "b");
      assert.deepEqual([await alone("a"), await alone("b")], [false, true]);
      await correlation.openRequest(correlation.openRef(scope, "n1"), "c");
      assert.deepEqual([await alone("b"), await alone("c")], [false, false]);
      assert.equal(
        await correlation.isOpenAlone(correlation.openRef({ ...scope, principal: "another" }, "n1"), "c"),
        false,
      );
      await correlation.openRequest(correlation.openRef({ ...scope, principal: "another" }, "n3"), "c");
      await correlation.openRequest(correlation.openRef(scope, "n3"), "d");
      assert.equal(
        await correlation.isOpenAlone(correlation.openRef(scope, "n3"), "d"),
        false,
        "another caller's",
      );
      await correlation.openRequest(correlation.openRef(scope, "n2"), "c");
      assert.equal(await correlation.isOpenAlone(correlation.openRef(scope, "n2"), "c"), true);
      clock.advance(10_000);
      await correlation.openRequest(correlation.openRef(scope, "n1"), "d");
      assert.equal(await alone("d"), true);
    });

    it("takes a task's id that was used for two for unknown", async () => {
      const { correlation, clock } = correlating(wrap);
      const task = correlation.taskRef(scope, "server", "t");
      await correlation.rememberTask(task, call, 1_000);
      await correlation.rememberTask(task, { ...call, subject: "harmless" }, 50_000);
      assert.equal(await correlation.findTask(task), undefined);
      clock.advance(2_000);
      await correlation.rememberTask(task, { ...call, subject: "harmless" }, 50_000);
      assert.equal(await correlation.findTask(task), undefined);
    });

    it("takes what is too long to be kept for unknown, and what was kept under its id", async () => {
      const { correlation } = correlating(wrap);
      await correlation.rememberRequest(scope, "client", "n1", call);
      await correlation.rememberRequest(scope, "client", "n1", { ...call, subject: "x".repeat(4097) });
      assert.equal(await correlation.findRequest(scope, "client", "n1"), undefined);
      await correlation.rememberRequest(scope, "client", "n2", { ...call, subject: "\u0001".repeat(4096) });
      assert.equal((await correlation.findRequest(scope, "client", "n2"))?.subject?.length, 4096);
    });

    it("knows a request for the session's time", async () => {
      const { correlation, clock } = correlating(wrap);
      await correlation.rememberRequest(scope, "client", "n1", call);
      clock.advance(9_999);
      assert.deepEqual(await correlation.findRequest(scope, "client", "n1"), call);
      clock.advance(1);
      assert.equal(await correlation.findRequest(scope, "client", "n1"), undefined);
    });

    it("finds a task from another session of the same principal, and from a request about it", async () => {
      const { correlation } = correlating(wrap);
      const task = correlation.taskRef(scope, "server", "t-1");
      await correlation.rememberTask(task, call, undefined);
      assert.deepEqual(await correlation.findTask(correlation.taskRef(scope, "server", "t-1")), call);
      assert.equal(await correlation.findTask(correlation.taskRef(scope, "client", "t-1")), undefined);
      const { session: _, ...anySession } = scope;
      assert.deepEqual(await correlation.findTask(correlation.taskRef(anySession, "server", "t-1")), call);
      for (const [who, elsewhere] of otherwise.filter(([, { session }]) => session === scope.session))
        assert.equal(
          await correlation.findTask(correlation.taskRef(elsewhere, "server", "t-1")),
          undefined,
          who,
        );
      await correlation.rememberRequest(scope, "server", "n9", { method: "tasks/result", task });
      const asked = await correlation.takeRequest(scope, "server", "n9");
      assert.deepEqual(asked && asked.task !== undefined && (await correlation.findTask(asked.task)), call);
    });

    const times: readonly (readonly [string, number | undefined, number])[] = [
      ["its own time", 5_000, 5_000],
      ["the longest time, where its own is longer", 1e12, 100_000],
      ["the longest time, where it says none", undefined, 100_000],
      ["the longest time, where it says nonsense", -1, 100_000],
      ["the longest time, where it says no number", Number.NaN, 100_000],
    ];
    for (const [what, ttl, known] of times)
      it(`knows a task for ${what}`, async () => {
        const { correlation, clock } = correlating(wrap);
        const task = correlation.taskRef(scope, "server", "t");
        await correlation.rememberTask(task, call, ttl);
        clock.advance(known - 1);
        assert.deepEqual(await correlation.findTask(task), call);
        clock.advance(1);
        assert.equal(await correlation.findTask(task), undefined);
      });

    it("knows a server by what it last showed", async () => {
      const { correlation, clock } = correlating(wrap);
      assert.equal(await correlation.registered("crm", "aa"), false);
      await correlation.register("crm", "aa");
      assert.equal(await correlation.registered("crm", "aa"), true);
      assert.equal(await correlation.registered("hr", "aa"), false);
      await correlation.register("crm", "bb");
      assert.equal(await correlation.registered("crm", "aa"), false);
      assert.equal(await correlation.registered("crm", "bb"), true);
      clock.advance(1_000_000);
      assert.equal(await correlation.registered("crm", "bb"), false);
    });

    const foreign: readonly string[] = [
      "",
      "null",
      "[]",
      "tools/call",
      '{"m":"tools/call"}',
      '{"v":2,"m":"tools/call"}',
      '{"v":1,"m":""}',
      '{"v":1,"m":1}',
      '{"v":1,"m":"tools/call","s":1}',
      '{"v":1,"m":"tools/call","more":1}',
      '{"v":1,"m":"tools/call","t":"request:x"}',
      '{"v":1,"m":"tools/call"',
      `{"v":1,"m":"${"x".repeat(300)}"}`,
      `{"v":1,"m":"x","s":"${"x".repeat(40_000)}"}`,
      `${"[".repeat(30_000)}`,
    ];
    it("takes what it has not written for unknown, and tells", async () => {
      const { correlation, store, unreadable } = correlating(wrap);
      const key = requestKey(scope, "client", "n1", undefined);
      for (const [at, value] of foreign.entries()) {
        store.set(key, value, 1000);
        assert.equal(await correlation.findRequest(scope, "client", "n1"), undefined, value.slice(0, 50));
        assert.equal(unreadable(), at + 1, value.slice(0, 50));
      }
      store.set(serverKey("crm", undefined), "nonsense", 1000);
      assert.equal(await correlation.registered("crm", "aa"), false);
    });
  });

describe("correlation over a store that fails", () => {
  const rejecting = (error: Error): StateStore => {
    const fail = () => Promise.reject(error);
    const { store } = correlating();
    return { ...store, get: fail, set: fail, delete: fail, take: fail, setIfAbsent: fail };
  };
  const everything = (correlation: Correlation) => [
    correlation.rememberRequest(scope, "client", "n1", call),
    correlation.takeRequest(scope, "client", "n1"),
    correlation.findRequest(scope, "client", "n1"),
    correlation.rememberTask(correlation.taskRef(scope, "server", "t"), call, 1),
    correlation.findTask(correlation.taskRef(scope, "server", "t")),
    correlation.register("crm", "aa"),
  ];

  it("knows nothing, and goes on", async () => {
    const { correlation } = correlating(() => rejecting(new StateError("disconnected")));
    for (const result of everything(correlation)) assert.equal(await result, undefined);
    assert.equal(await correlation.registered("crm", "aa"), false);
  });

  it("does not take a fault of its own for that", async () => {
    const { correlation } = correlating(() => rejecting(new TypeError("a bug")));
    for (const result of everything(correlation)) await assert.rejects(async () => result, TypeError);
  });
});
