import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LinkError, type RedisLink } from "../../src/state/redis-link.ts";
import { createRedisStore } from "../../src/state/redis-store.ts";
import { StateError, type StateErrorCode } from "../../src/state/store.ts";
import { fakeClock } from "../framework/fake-clock.ts";

const settings = {
  key_prefix: "p:",
  connect_timeout_ms: 2000,
  command_timeout_ms: 500,
  max_pending: 3,
  reconnect_max_ms: 5000,
};

interface Sent {
  readonly command: readonly string[];
  readonly answer: (reply: unknown) => void;
  readonly refuse: (error: LinkError) => void;
}

/** One connection as the test drives it. */
interface FakeLink extends RedisLink {
  readonly sent: Sent[];
  readonly accept: () => void;
  readonly reject: (code: string) => void;
  readonly cut: (code: string) => void;
  destroyed: boolean;
}

/** What was started goes on until it waits for the test. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function storing() {
  const clock = fakeClock();
  const links: FakeLink[] = [];
  const told: string[] = [];
  const store = createRedisStore({
    open(ended) {
      let accept = () => {};
      let reject: (error: LinkError) => void = () => {};
      const ready = new Promise<void>((resolve, refuse) => {
        accept = resolve;
        reject = refuse;
      });
      const link: FakeLink = {
        ready,
        sent: [],
        accept,
        reject: (code) => reject(new LinkError(code, false)),
        cut: ended,
        destroyed: false,
        send: (command) =>
          new Promise((answer, refuse) => {
            link.sent.push({ command, answer, refuse });
          }),
        destroy() {
          link.destroyed = true;
          for (const { refuse } of link.sent) refuse(new LinkError("destroyed", false));
        },
      };
      links.push(link);
      return link;
    },
    settings,
    limits: { max_value_bytes: 1000 },
    clock,
    observer: { lost: (code) => told.push(`lost ${code}`), recovered: () => told.push("recovered") },
    random: () => 1,
  });
  const link = () => links.at(-1) as FakeLink;
  /** The connection that is being made is accepted, and what tries it out answered. */
  const accept = async () => {
    link().accept();
    await settled();
    for (const each of link().sent.splice(0)) each.answer("OK");
    await settled();
  };
  return { clock, links, link, told, store, accept };
}

async function connected() {
  const all = storing();
  const started = all.store.start();
  await all.accept();
  assert.equal(await started, undefined);
  return all;
}

/** The operation's failure, looked at only later. */
const failure = (result: unknown): Promise<StateErrorCode | "none"> =>
  Promise.resolve(result).then(
    () => "none" as const,
    (error: unknown) => {
      assert.ok(error instanceof StateError, String(error));
      return error.code;
    },
  );

describe("a store in Redis", () => {
  it("sends one command an operation, with its prefix and whole milliseconds", async () => {
    const { store, link } = await connected();
    const answers: [() => unknown, unknown, unknown][] = [
      [() => store.get("a"), "1", "1"],
      [() => store.get("a"), null, undefined],
      [() => store.take("a"), "1", "1"],
      [() => store.delete("a"), 1, undefined],
      [() => store.set("a", "v", 1000.2), "OK", undefined],
      [() => store.setIfAbsent("a", "v", 1), "OK", true],
      [() => store.setIfAbsent("a", "v", 1), null, false],
    ];
    for (const [run, reply, result] of answers) {
      const running = run();
      link().sent.at(-1)?.answer(reply);
      assert.equal(await running, result);
    }
    assert.deepEqual(
      link().sent.map(({ command }) => command.join(" ")),
      [
        "GET p:a",
        "GET p:a",
        "GETDEL p:a",
        "DEL p:a",
        "SET p:a v PX 1001",
        "SET p:a v PX 1 NX",
        "SET p:a v PX 1 NX",
      ],
    );
  });

  it("writes no time that Redis cannot read", async () => {
    const { store, link } = await connected();
    for (const ttl of [1e300, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER]) {
      const done = store.set("a", "v", ttl);
      assert.match(link().sent.at(-1)?.command.at(-1) ?? "", /^[1-9][0-9]{10,15}$/);
      link().sent.at(-1)?.answer("OK");
      await done;
    }
    for (const ttl of [0, -1, Number.NaN]) {
      const done = store.set("a", "v", ttl);
      assert.deepEqual(link().sent.at(-1)?.command, ["DEL", "p:a"]);
      link().sent.at(-1)?.answer(1);
      await done;
    }
  });

  it("fails at once while it is not connected", async () => {
    const { store, link, accept } = storing();
    assert.equal(await failure(store.get("a")), "disconnected");
    const started = store.start();
    assert.equal(await failure(store.set("a", "1", 1)), "disconnected");
    link().accept();
    await settled();
    // Connected, but not tried out.
    assert.equal(await failure(store.take("a")), "disconnected");
    await accept();
    await started;
    link().cut("ECONNRESET");
    assert.equal(await failure(store.get("a")), "disconnected");
    assert.deepEqual(store.status().failures, { read: 3, write: 1 });
  });

  it("tries out every command before it counts as connected", async () => {
    const { store, link } = storing();
    const started = store.start();
    link().accept();
    await settled();
    const tried = link().sent.map(({ command }) => command[0]);
    assert.deepEqual([...new Set(tried)].sort(), ["DEL", "GET", "GETDEL", "SET"]);
    assert.ok(link().sent.every(({ command }) => command[1]?.startsWith("p:try:")));
    link().sent[1]?.refuse(new LinkError("READONLY", true));
    assert.equal(await started, "READONLY");
    assert.deepEqual([store.status().connected, store.status().problem], [false, "READONLY"]);
    assert.ok(link().destroyed);
  });

  it("fails what is under way when the connection ends, tells once, and comes back", async () => {
    const { store, link, links, told, clock, accept } = await connected();
    const running = [store.get("a"), store.set("b", "1", 1)].map(failure);
    link().cut("ECONNRESET");
    link().cut("ECONNRESET");
    assert.deepEqual(await Promise.all(running), ["lost", "lost"]);
    assert.deepEqual(told, ["lost ECONNRESET"]);
    assert.deepEqual([store.status().connected, store.status().problem], [false, "ECONNRESET"]);
    clock.advance(99);
    assert.equal(links.length, 1);
    clock.advance(1);
    assert.equal(links.length, 2);
    link().reject("ECONNREFUSED");
    await settled();
    assert.deepEqual([told.length, store.status().problem], [1, "ECONNREFUSED"]);
    clock.advance(200);
    await accept();
    assert.deepEqual(told, ["lost ECONNRESET", "recovered"]);
    const read = store.get("a");
    link().sent.at(-1)?.answer("1");
    assert.equal(await read, "1");
    assert.equal(store.status().problem, undefined);
  });

  it("waits longer from try to try, never longer than it may, and begins anew after a good time", async () => {
    const { store, link, links, clock, accept } = await connected();
    const waited: number[] = [];
    const wait = () => {
      const before = links.length;
      let ms = 0;
      for (; links.length === before; ms += 50) clock.advance(50);
      waited.push(ms);
    };
    link().cut("x");
    wait();
    for (let tries = 0; tries < 8; tries++) {
      link().reject("x");
      await settled();
      wait();
    }
    assert.deepEqual(waited, [100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
    await accept();
    clock.advance(1000);
    link().cut("x");
    wait();
    assert.equal(waited.at(-1), 5000, "it was not connected for long");
    await accept();
    clock.advance(5000);
    link().cut("x");
    wait();
    assert.equal(waited.at(-1), 100);
    await store.close();
  });

  it("gives up a connection that is not made in time", async () => {
    const { store, link, told, clock } = storing();
    const started = store.start();
    clock.advance(2001);
    assert.equal(await started, "timeout");
    assert.ok(link().destroyed);
    assert.deepEqual(told, ["lost timeout"]);
    await store.close();
  });

  it("gives up one that is made and then answers nothing", async () => {
    const { store, link, clock } = storing();
    const started = store.start();
    link().accept();
    await settled();
    clock.advance(2001);
    assert.equal(await started, "timeout");
    assert.ok(link().destroyed);
  });

  it("takes a Redis that hangs for lost, so that one command waits for it and not all", async () => {
    const { store, link, told, clock } = await connected();
    const running = failure(store.get("a"));
    clock.advance(500);
    // One more turn of the loop, for what has come and was not yet read.
    clock.advance(1);
    assert.equal(await running, "timeout");
    assert.ok(link().destroyed);
    assert.deepEqual(told, ["lost timeout"]);
    assert.equal(await failure(store.get("a")), "disconnected");
  });

  it("keeps one that is slow with some, and answers others", async () => {
    const { store, link, clock } = await connected();
    const slow = failure(store.get("a"));
    clock.advance(300);
    const other = store.get("b");
    link().sent[1]?.answer("1");
    assert.equal(await other, "1");
    clock.advance(201);
    assert.equal(await slow, "timeout");
    assert.equal(link().destroyed, false);
    // A late answer is nobody's.
    link().sent[0]?.answer("late");
    await settled();
    assert.deepEqual(store.status().failures, { read: 1, write: 0 });
  });

  it("lets no more wait than it may, those that were given up among them", async () => {
    const { store, link, clock } = await connected();
    const first = failure(store.get("a"));
    clock.advance(300);
    const second = store.get("b");
    const third = failure(store.get("c"));
    assert.equal(await failure(store.get("d")), "busy");
    link().sent[1]?.answer("1");
    assert.equal(await second, "1");
    clock.advance(201);
    assert.equal(await first, "timeout");
    void failure(store.get("e"));
    assert.equal(await failure(store.get("f")), "busy");
    link().sent[0]?.answer("late");
    await settled();
    void failure(store.get("g"));
    assert.deepEqual(link().sent.at(-1)?.command, ["GET", "p:g"]);
    await store.close();
    assert.equal(await third, "closed");
  });

  it("takes Redis' errors for an outage: no memory, a replica that only reads, no right", async () => {
    const { store, link, told, links, clock, accept } = await connected();
    const running = failure(store.set("a", "1", 1));
    link().sent[0]?.refuse(new LinkError("OOM", true));
    assert.equal(await running, "refused");
    assert.deepEqual([store.status().problem, told], ["OOM", ["lost OOM"]]);
    clock.advance(100);
    assert.equal(links.length, 2);
    await accept();
    assert.deepEqual(told, ["lost OOM", "recovered"]);
  });

  it("takes a key that holds no text for that key's trouble", async () => {
    const { store, link } = await connected();
    const running = failure(store.get("a"));
    link().sent[0]?.refuse(new LinkError("WRONGTYPE", true));
    assert.equal(await running, "refused");
    assert.equal(store.status().connected, true);
  });

  it("takes an answer that is no text for none", async () => {
    const { store, link } = await connected();
    for (const reply of [7, ["a"], {}, undefined]) {
      const running = store.get("a");
      link().sent.at(-1)?.answer(reply);
      assert.equal(await running, undefined);
    }
  });

  it("ends for good when it is closed", async () => {
    const { store, link, links, clock } = await connected();
    const running = failure(store.get("a"));
    await store.close();
    assert.equal(await running, "closed");
    assert.ok(link().destroyed);
    assert.equal(await failure(store.get("a")), "closed");
    clock.advance(60_000);
    assert.deepEqual([links.length, clock.waiting], [1, 0]);
  });

  it("ends while it connects, and while it waits to", async () => {
    const one = storing();
    const started = one.store.start();
    await one.store.close();
    assert.equal(await started, "closed");
    one.link().accept();
    await settled();
    assert.deepEqual(
      [one.link().sent.length, one.store.status().connected, one.clock.waiting],
      [0, false, 0],
    );
    const other = await connected();
    other.link().cut("x");
    await other.store.close();
    other.clock.advance(60_000);
    assert.deepEqual([other.links.length, other.clock.waiting], [1, 0]);
  });
});
