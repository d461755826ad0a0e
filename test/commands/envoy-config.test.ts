import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { configFile, runCli } from "./cli.ts";

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

const needs = (hook: string) => `plugins:
  - { name: words, kind: search_replace, hooks: [${hook}], config: { words: [{ search: x, replace: y }] } }
adapter:
  listen: { address: /run/own.sock }
  limits: { message_timeout_ms: 7000 }
  identity:
    user: { metadata: { namespace: of.ours, path: [name] } }
    tenant_id: { attribute: connection.tls_version }
`;

test("--config: what the adapter's configuration needs, and no more", async (t) => {
  const rendered = async (hook: string, ...flags: string[]) => {
    const config = configFile(t, needs(hook));
    const { code, out, err } = await runCli(t, ["envoy-config", "envoy", "--config", config, ...flags]);
    assert.equal(code, 0, err);
    return JSON.stringify(parse(out));
  };
  const requests = await rendered("tool_pre_invoke");
  for (const part of [
    '"response_header_mode":"SEND","response_body_mode":"NONE","response_trailer_mode":"SKIP"',
    '"path":"/run/own.sock"',
    '"message_timeout":"7s"',
    '"connection.tls_version"',
    '"of.ours"',
    '"envoy.filters.http.jwt_authn"',
  ])
    assert.ok(requests.includes(part), `${part} is not in ${requests}`);
  const responses = await rendered("tool_post_invoke", "--adapter", "127.0.0.1:1");
  assert.match(responses, /"response_body_mode":"FULL_DUPLEX_STREAMED","response_trailer_mode":"SEND"/);
  assert.doesNotMatch(responses, /own\.sock/);
});

test("--config: response headers are asked for even where nothing reads them now", async (t) => {
  const config = configFile(t, "plugins: []\nadapter: { strict: { redirects: false } }\n");
  const { out } = await runCli(t, ["envoy-config", "envoy", "--config", config]);
  assert.match(JSON.stringify(parse(out)), /"response_header_mode":"SEND","response_body_mode":"NONE"/);
});

test("--config: a configuration that would not start is told of, and nothing is printed", async (t) => {
  const config = configFile(t, "plugins: [{ name: a, kind: nothing_like_it }]\nadapter: {}\n");
  const { code, out, err } = await runCli(t, ["envoy-config", "envoy", "--config", config]);
  assert.equal(code, 1);
  assert.equal(out, "");
  assert.match(err, /^error: .*plugins\[0\]\.kind/m);
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
