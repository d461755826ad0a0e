import assert from "node:assert/strict";
import { test } from "node:test";
import { readServeSettings, type ServeFlags } from "../../../src/commands/plugins/serve-settings.ts";
import { readYaml } from "../../../src/framework/config/yaml-tree.ts";

interface Given {
  readonly flags?: ServeFlags;
  readonly env?: Record<string, string>;
  readonly file?: string;
  readonly terminal?: boolean;
}

function read({ flags = {}, env = {}, file = "plugins: []", terminal = true }: Given) {
  const { root } = readYaml("c.yaml", file, {});
  assert.ok(root?.kind === "mapping");
  return readServeSettings(flags, root, env, terminal);
}

const tcp = (host: string, port: number) => ({ kind: "tcp", host, port });
const http = (address: object, token?: string) => ({ transport: "http", address, token });
const stdio = { transport: "stdio" };
const inFile = "plugins: []\nserver_settings: { host: 127.0.0.2, port: 9, tls: null }";
const variables = { PLUGINS_SERVER_HOST: "127.0.0.3", PLUGINS_SERVER_PORT: "10", PLUGINS_SERVER_TOKEN: "t" };

const readings: readonly (readonly [string, Given, object])[] = [
  ["nothing, at a terminal", {}, http(tcp("127.0.0.1", 8000))],
  ["nothing, not at a terminal", { terminal: false }, stdio],
  ["an address, not at a terminal", { terminal: false, flags: { port: "0" } }, http(tcp("127.0.0.1", 0))],
  [
    "PLUGINS_TRANSPORT",
    { terminal: false, env: { PLUGINS_TRANSPORT: "http" } },
    http(tcp("127.0.0.1", 8000)),
  ],
  ["PLUGINS_TRANSPORT in capitals", { env: { PLUGINS_TRANSPORT: "STDIO" } }, stdio],
  ["cpex's other word", { flags: { transport: "streamablehttp" } }, http(tcp("127.0.0.1", 8000))],
  [
    "the flag wins over the variable",
    { flags: { transport: "stdio" }, env: { PLUGINS_TRANSPORT: "http" } },
    stdio,
  ],
  ["variables", { env: variables }, http(tcp("127.0.0.3", 10), "t")],
  ["the file wins over variables", { env: variables, file: inFile }, http(tcp("127.0.0.2", 9), "t")],
  ["flags win over the file", { flags: { host: "::1" }, file: inFile }, http(tcp("::1", 9))],
  ["a socket by flag", { flags: { uds: "s" } }, http({ kind: "unix", path: "s" })],
  ["a socket by variable", { env: { PLUGINS_SERVER_UDS: "/run/s" } }, http({ kind: "unix", path: "/run/s" })],
  [
    "a socket in the file wins over variables",
    { file: "plugins: []\nserver_settings: { uds: s }", env: variables },
    http({ kind: "unix", path: "s" }, "t"),
  ],
  [
    "a port by flag wins over a socket in the file",
    { file: "plugins: []\nserver_settings: { uds: s }", flags: { port: "1" } },
    http(tcp("127.0.0.1", 1)),
  ],
];
for (const [name, given, settings] of readings) {
  test(name, () => assert.deepEqual(read(given), { ok: true, settings }));
}

const refused: readonly (readonly [string, Given, RegExp])[] = [
  ["a transport that there is none of", { flags: { transport: "grpc" } }, /"grpc": expected stdio or http/],
  ["stdio with an address", { flags: { transport: "stdio", port: "1" } }, /has no --host/],
  ["a port that is none", { flags: { port: "x" } }, /expected host:port/],
  ["a port of a variable that is none", { env: { PLUGINS_SERVER_PORT: "99999" } }, /from 0 to 65535/],
  [
    "a port of the file that is none",
    { file: "plugins: []\nserver_settings: { port: x }" },
    /number|integer/,
  ],
  [
    "TLS in the file",
    { file: "plugins: []\nserver_settings: { tls: { certfile: c } }" },
    /not served over TLS/,
  ],
  ["TLS by variable", { env: { PLUGINS_SERVER_SSL_ENABLED: "true" } }, /not served over TLS/],
];
for (const [name, given, message] of refused) {
  test(`${name} is refused`, () => {
    const reading = read(given);
    assert.ok(!reading.ok);
    assert.match(reading.problems[0]?.message ?? "", message);
  });
}
