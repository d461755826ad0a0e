import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { defaultSettings } from "../../../src/settings/adapter.ts";
import { readRedisUrl } from "../../../src/settings/redis-url.ts";
import { createCorrelation } from "../../../src/state/correlation.ts";
import { type LinkOptions, redisLinks } from "../../../src/state/redis-link.ts";
import { StateError } from "../../../src/state/store.ts";
import { makeCertificates } from "../../integration/lifecycle/certificates.ts";
import { storeCases } from "../../state/store-cases.ts";
import { openDoor, startRedis } from "./redis.ts";
import { storeOf, until } from "./stores.ts";

const code = (expected: string) => (error: unknown) => error instanceof StateError && error.code === expected;

describe("a store on a real Redis", () => {
  for (const [name, run] of Object.entries(storeCases))
    it(name, async (t) => {
      const redis = await startRedis(t);
      const { store } = await storeOf(t, redis.url);
      const { store: other } = await storeOf(t, redis.url);
      await run({ store, other, pass: (ms) => wait(ms) });
    });

  it("shares nothing with another prefix or database", async (t) => {
    const redis = await startRedis(t);
    const { store } = await storeOf(t, redis.url);
    const { store: prefixed } = await storeOf(t, redis.url, { settings: { key_prefix: "q:" } });
    const { store: elsewhere } = await storeOf(t, `${redis.url}?db=1`);
    await store.set("a", "1", 60_000);
    assert.equal(await prefixed.get("a"), undefined);
    assert.equal(await elsewhere.get("a"), undefined);
    assert.match(await redis.command(["KEYS", "*"]), /^\*1\r\n\$3\r\np:a\r\n$/);
    assert.match(await redis.command(["PTTL", "p:a"]), /^:5\d{4}\r\n$/);
  });

  it("starts where Redis is not there, and comes to it", async (t) => {
    const redis = await startRedis(t);
    await redis.stop();
    const { store, problem, told } = await storeOf(t, redis.url);
    assert.equal(problem, "ENOENT");
    await assert.rejects(async () => store.get("a"), code("disconnected"));
    await redis.start();
    await until(() => store.status().connected);
    await store.set("a", "1", 60_000);
    assert.equal(await store.get("a"), "1");
    assert.deepEqual(told, ["ENOENT", "recovered"]);
  });

  it("bears that Redis dies under it, and is there again with it", async (t) => {
    const redis = await startRedis(t);
    const { store, told } = await storeOf(t, redis.url);
    await store.set("a", "1", 60_000);
    await redis.stop();
    await until(() => !store.status().connected);
    await assert.rejects(async () => store.get("a"), code("disconnected"));
    await redis.start();
    await until(() => store.status().connected);
    assert.equal(await store.get("a"), undefined);
    assert.deepEqual([told.length, told[1]], [2, "recovered"]);
  });

  it("is refused by a port where nobody listens, and comes back where somebody does", async (t) => {
    const redis = await startRedis(t);
    const door = await openDoor(t, redis.socket);
    const { store } = await storeOf(t, door.url);
    await store.set("a", "1", 60_000);
    await door.shut();
    await until(() => store.status().problem === "ECONNREFUSED");
    await door.open();
    await until(() => store.status().connected);
    assert.equal(await store.get("a"), "1");
  });

  it("fails what is under way when the connection is cut, and goes on over the next", async (t) => {
    const redis = await startRedis(t);
    const door = await openDoor(t, redis.socket);
    const { store } = await storeOf(t, door.url);
    await store.set("a", "1", 60_000);
    door.stall();
    const running = [store.get("a"), store.set("b", "1", 1), store.take("a")];
    const failing = running.map((each) => assert.rejects(async () => each, code("lost")));
    door.cut();
    await Promise.all(failing);
    await door.open();
    await until(() => store.status().connected);
    assert.deepEqual(store.status().failures, { read: 2, write: 1 });
  });

  it("waits for a Redis that hangs no longer than once, and takes it back", async (t) => {
    const redis = await startRedis(t);
    const door = await openDoor(t, redis.socket);
    const { store, told } = await storeOf(t, door.url, { settings: { command_timeout_ms: 300 } });
    await store.set("a", "1", 60_000);
    door.stall();
    await assert.rejects(async () => store.get("a"), code("timeout"));
    await assert.rejects(async () => store.get("a"), code("disconnected"));
    await door.open();
    await until(() => store.status().connected);
    assert.equal(await store.get("a"), "1");
    assert.deepEqual(told, ["timeout", "recovered"]);
  });

  it("gives up a Redis that takes connections and says nothing, and leaves none of them open", async (t) => {
    const redis = await startRedis(t);
    const door = await openDoor(t, redis.socket);
    door.stall();
    const { store, problem } = await storeOf(t, door.url, { settings: { connect_timeout_ms: 200 } });
    assert.equal(problem, "timeout");
    await store.close();
    // What is held back is seen only now: that the other end has gone.
    await door.open();
    await until(() => door.connections === 0);
  });

  it("leaves no connection behind when it is closed while it connects", async (t) => {
    const redis = await startRedis(t);
    const door = await openDoor(t, redis.socket);
    const reading = readRedisUrl(door.url);
    assert.ok(reading.ok);
    const open = await redisLinks({
      target: reading.target,
      username: undefined,
      password: async () => undefined,
      tls: undefined,
      connectTimeoutMs: 60_000,
    });
    const link = open(() => {});
    link.destroy();
    await assert.rejects(link.ready);
    await until(() => door.connections === 0);
  });

  const passwords: readonly (readonly [string, string, string | undefined])[] = [
    ["the right user and password", "jane:s3cret%21", undefined],
    ["a wrong password", "jane:wrong", "WRONGPASS"],
    ["an unknown user", "john:s3cret%21", "WRONGPASS"],
    ["none where one is needed", "", "NOAUTH"],
    ["a user who may not write", "reader:s3cret%21", "NOPERM"],
    ["a user of other keys", "elsewhere:s3cret%21", "NOPERM"],
  ];
  for (const [what, userinfo, problem] of passwords)
    it(`with ${what}: ${problem ?? "connects"}`, async (t) => {
      const redis = await startRedis(t, [
        ...["--requirepass", "another"],
        ...["--user", ..."jane on >s3cret! ~p:* -@all +get +set +getdel +del".split(" ")],
        ...["--user", ..."reader on >s3cret! ~p:* -@all +get".split(" ")],
        ...["--user", ..."elsewhere on >s3cret! ~q:* +@all".split(" ")],
      ]);
      const door = await openDoor(t, redis.socket);
      const url = door.url.replace("//", userinfo === "" ? "//" : `//${userinfo}@`);
      const { store, problem: found } = await storeOf(t, url);
      assert.equal(found, problem);
      if (problem === undefined) {
        await store.set("a", "1", 60_000);
        assert.equal(await store.take("a"), "1");
      }
    });

  it("takes a password that changes, and one that is gone for an outage", async (t) => {
    const redis = await startRedis(t, ["--requirepass", "first"]);
    const code = (name: string) => Object.assign(new Error("no such file"), { code: name });
    let password: () => Promise<string> = async () => "first";
    const { store, problem } = await storeOf(t, redis.url, { link: { password: () => password() } });
    assert.equal(problem, undefined);
    const changed = [
      ["AUTH", "first"],
      ["CONFIG", "SET", "requirepass", "second"],
      ["CLIENT", "KILL", "TYPE", "normal"],
    ];
    await redis.command(...changed);
    await until(() => store.status().problem === "WRONGPASS");
    password = () => Promise.reject(code("ENOENT"));
    await until(() => store.status().problem === "ENOENT");
    password = async () => "second";
    await until(() => store.status().connected);
  });

  it("takes a replica that only reads, and a full Redis, for an outage, and comes back by itself", async (t) => {
    const redis = await startRedis(t);
    const { store, told } = await storeOf(t, redis.url);
    assert.match(await redis.command(["CONFIG", "SET", "maxmemory", "1"]), /^\+OK/);
    await assert.rejects(async () => store.set("a", "1", 60_000), code("refused"));
    await assert.rejects(async () => store.get("a"), code("disconnected"));
    assert.equal(store.status().problem, "OOM");
    assert.match(await redis.command(["CONFIG", "SET", "maxmemory", "0"]), /^\+OK/);
    await until(() => store.status().connected);
    assert.deepEqual(told, ["OOM", "recovered"]);
    assert.match(await redis.command(["REPLICAOF", "127.0.0.1", "1"]), /^\+OK/);
    await assert.rejects(async () => store.set("a", "1", 60_000), code("refused"));
    await until(() => store.status().problem !== undefined);
    assert.equal(told[2], "READONLY");
  });

  it("leaves what is no text under its key where it is, and goes on", async (t) => {
    const redis = await startRedis(t);
    const { store } = await storeOf(t, redis.url);
    await redis.command(["RPUSH", "p:a", "x"]);
    await assert.rejects(async () => store.get("a"), code("refused"));
    assert.equal(store.status().connected, true);
    await store.set("a", "1", 60_000);
    assert.equal(await store.get("a"), "1");
  });

  it("over TLS: with the right authority, its name, and a certificate of its own", async (t) => {
    const { server, client, stranger } = makeCertificates(t);
    const port = await freePort();
    const tls = ["--tls-port", String(port), "--tls-cert-file", server.cert, "--tls-key-file", server.key];
    await startRedis(t, [...tls, "--tls-ca-cert-file", client.cert]);
    const url = `rediss://127.0.0.1:${port}`;
    const of = (pair: { cert: string; key: string }) => ({
      cert: readFileSync(pair.cert),
      key: readFileSync(pair.key),
    });
    const ca = readFileSync(server.cert);
    const tries: readonly (readonly [string, LinkOptions["tls"], RegExp | undefined])[] = [
      ["all is right", { ca, ...of(client) }, undefined],
      ["another name of the certificate", { ca, ...of(client), serverName: "adapter.test" }, undefined],
      [
        "a name that is not its own",
        { ca, ...of(client), serverName: "elsewhere.test" },
        /^ERR_TLS_CERT_ALTNAME/,
      ],
      ["an unknown authority", { ...of(client) }, /SELF_SIGNED_CERT/],
      ["a stranger's certificate", { ca, ...of(stranger) }, /./],
      ["no certificate", { ca }, /./],
    ];
    for (const [what, material, expected] of tries) {
      const { store, problem } = await storeOf(t, url, { link: { tls: material } });
      if (expected === undefined) assert.equal(problem, undefined, what);
      else assert.match(problem ?? "", expected, what);
      await store.close();
    }
    const { problem } = await storeOf(t, `redis://127.0.0.1:${port}`, {
      settings: { connect_timeout_ms: 2000 },
    });
    assert.notEqual(problem, undefined, "without TLS");
  });
});

describe("correlation over a real Redis", () => {
  it("finds in one replica what another left, and no id or name stands in Redis", async (t) => {
    const redis = await startRedis(t);
    const [here, there] = await Promise.all(
      [1, 2].map(async () => {
        const { store } = await storeOf(t, redis.url);
        return createCorrelation({ store, settings: defaultSettings.state, hashKey: undefined });
      }),
    );
    assert.ok(here && there);
    const scope = { server: "crm", session: "session-4711", principal: "jane@example.org" };
    const asked = { method: "tools/call", subject: "run_query" };
    await here.rememberRequest(scope, "server", "n1", { method: "elicitation/create" });
    await here.rememberRequest(scope, "client", "n1", asked);
    const task = here.taskRef(scope, "server", "task-0815");
    await here.rememberTask(task, asked, 60_000);
    await here.register("crm", "aa");
    const held = await redis.command(["KEYS", "*"]);
    assert.match(held, /^\*4\r\n/);
    assert.doesNotMatch(held, /4711|0815|jane|crm/);
    assert.deepEqual(await there.takeRequest(scope, "server", "n1"), { method: "elicitation/create" });
    assert.equal(await here.takeRequest(scope, "server", "n1"), undefined);
    assert.deepEqual(await there.findRequest(scope, "client", "n1"), asked);
    assert.deepEqual(await there.findTask(there.taskRef(scope, "server", "task-0815")), asked);
    assert.equal(await there.registered("crm", "aa"), true);
    await there.rememberRequest(scope, "client", "n1", { method: "ping" });
    assert.equal(await here.findRequest(scope, "client", "n1"), undefined);
    await redis.stop();
    assert.equal(await here.findTask(task), undefined);
    await here.rememberTask(task, asked, undefined);
    assert.equal(await here.registered("crm", "aa"), false);
  });
});

async function freePort(): Promise<number> {
  const { createServer } = await import("node:net");
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
