import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type RedisTarget, readRedisUrl, shownTarget } from "../../src/settings/redis-url.ts";

const tcp = { kind: "tcp", host: "redis", port: 6379, tls: false, database: 0 } as const;

const good: readonly (readonly [string, RedisTarget])[] = [
  ["redis://redis", tcp],
  ["redis://redis/", tcp],
  ["redis://redis:1/2", { ...tcp, port: 1, database: 2 }],
  ["redis://127.0.0.1:6380", { ...tcp, host: "127.0.0.1", port: 6380 }],
  ["redis://[::1]:6380", { ...tcp, host: "::1", port: 6380 }],
  ["redis://my_redis-0.redis.svc:6379/15", { ...tcp, host: "my_redis-0.redis.svc", database: 15 }],
  ["rediss://redis", { ...tcp, tls: true }],
  ["redis://jane:s3cret@redis", { ...tcp, username: "jane", password: "s3cret" }],
  ["redis://:p%40ss%2Fw%25@redis", { ...tcp, password: "p@ss/w%" }],
  ["redis://jane@redis", { ...tcp, username: "jane" }],
  ["unix:///run/redis.sock", { kind: "unix", path: "/run/redis.sock", database: 0 }],
  ["unix:///run/my%20redis.sock?db=3", { kind: "unix", path: "/run/my redis.sock", database: 3 }],
];

const bad: readonly string[] = [
  "",
  "redis",
  "redis:6379",
  "redis://",
  "http://redis",
  "redis+sentinel://redis",
  "redis://redis:0",
  "redis://redis:65536",
  "redis://redis/x",
  "redis://redis/1/2",
  "redis://redis/-1",
  "redis://redis/99999999999",
  "redis://redis?db=1",
  "redis://redis/1?timeout=3",
  "redis://redis#x",
  "redis://a b",
  "redis://a,b:6379",
  "redis://jane:%zz@redis",
  "unix://",
  "unix:///",
  "unix://run/redis.sock",
  "unix:///run/redis.sock?db=x",
  "unix:///run/redis.sock?db=1&db=2",
  "unix:///run/redis.sock?more=1",
  "unix:///run/%00.sock",
];

describe("the URL of a Redis", () => {
  for (const [url, target] of good)
    it(`${url} is read`, () => assert.deepEqual(readRedisUrl(url), { ok: true, target }));

  for (const url of bad)
    it(`${JSON.stringify(url)} is refused`, () => assert.equal(readRedisUrl(url).ok, false));

  it("is shown without user and password, and can be read again", () => {
    for (const [url, target] of good) {
      const shown = shownTarget(target);
      assert.doesNotMatch(shown, /jane|s3cret|p@ss|%/, url);
      const { username: _, password: __, ...rest } = target as RedisTarget & object;
      if (target.kind === "tcp") assert.deepEqual(readRedisUrl(shown), { ok: true, target: rest });
    }
  });
});
