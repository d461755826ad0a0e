import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { runCli } from "./cli.ts";

const shipped = (name: string): unknown =>
  parse(readFileSync(fileURLToPath(new URL(`../../envoy/${name}.yaml`, import.meta.url)), "utf8"));

for (const variant of ["static", "override"]) {
  test(`prints what envoy/${variant}.yaml says`, async (t) => {
    const { code, out, err } = await runCli(t, ["envoy-config", "envoy", "--variant", variant]);
    assert.equal(code, 0);
    assert.equal(err, "");
    assert.deepEqual(parse(out), shipped(variant));
  });
}

test("puts addresses in their places", async (t) => {
  const flags = [
    "--listen",
    "0.0.0.0:8080",
    "--admin",
    "127.0.0.1:1",
    "--adapter",
    "/run/a.sock",
    "--upstream",
    "mcp.test:81",
  ];
  const { code, out } = await runCli(t, ["envoy-config", "envoy", ...flags]);
  assert.equal(code, 0);
  const text = JSON.stringify(parse(out));
  for (const part of [
    '"address":"0.0.0.0","port_value":8080',
    '"address":"127.0.0.1","port_value":1}',
    '"pipe":{"path":"/run/a.sock"}',
    '"address":"mcp.test","port_value":81',
  ])
    assert.ok(text.includes(part), `${part}\n${out}`);
});

test("each --adapter is an endpoint; one alone needs no choice among them", async (t) => {
  const clusters = async (...addresses: string[]) => {
    const flags = addresses.flatMap((each) => ["--adapter", each]);
    const { out } = await runCli(t, ["envoy-config", "envoy", ...flags]);
    return JSON.stringify(parse(out).static_resources);
  };
  const two = await clusters("/run/a.sock", "127.0.0.1:2");
  assert.match(two, /"pipe":\{"path":"\/run\/a\.sock"\}.*"address":"127\.0\.0\.1","port_value":2/);
  for (const key of [
    '"type":"STATIC","lb_policy":"LEAST_REQUEST"',
    "health_checks",
    "retry_policy",
    "outlier_detection",
    "max_retries",
  ])
    assert.ok(two.includes(key), `${key} is not in ${two}`);
  assert.match(await clusters("adapter.test:1"), /"STRICT_DNS","lb_policy":"LEAST_REQUEST"/);
  assert.doesNotMatch(await clusters("/run/a.sock"), /lb_policy|health_checks|retry|outlier/);
});

test("compresses in the order that is asked for", async (t) => {
  const { code, out } = await runCli(t, ["envoy-config", "envoy", "--compress", "br,gzip"]);
  assert.equal(code, 0);
  const text = JSON.stringify(parse(out));
  assert.match(text, /http\.compressor\.br".*http\.compressor\.gzip".*http\.ext_proc"/);
});

const wrong: readonly [args: string[], says: RegExp][] = [
  [[], /the one target so far is: envoy/],
  [["istio"], /the one target so far is: envoy/],
  [["envoy", "--variant", "fast"], /--variant is one of static, override, not "fast"/],
  [["envoy", "--listen", "/run/x.sock"], /--listen takes host:port, not "\/run\/x\.sock"/],
  [["envoy", "--upstream", "mcp"], /--upstream takes .*, not "mcp"/],
  [["envoy", "--compress", "deflate"], /--compress takes gzip, br, or both with a comma, not "deflate"/],
  [["envoy", "--compress", "gzip,gzip"], /--compress takes .*, not "gzip,gzip"/],
  [["envoy", "--compress", ""], /--compress takes .*, not ""/],
  [["envoy", "--adapter", "a.test:1", "--adapter", "/run/a.sock"], /--adapter takes names or unix sockets/],
  [
    ["envoy", "--adapter", "/run/a.sock", "--adapter", "/run/a.sock"],
    /--adapter names "\/run\/a\.sock" twice/,
  ],
  [["envoy", "--adapter", "127.0.0.1:99999"], /--adapter takes .*, not "127\.0\.0\.1:99999"/],
];
for (const [args, says] of wrong) {
  test(`envoy-config ${args.join(" ")}: exit code 2`, async (t) => {
    const { code, out, err } = await runCli(t, ["envoy-config", ...args]);
    assert.equal(code, 2);
    assert.equal(out, "");
    assert.match(err, says);
  });
}
