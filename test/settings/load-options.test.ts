import assert from "node:assert/strict";
import { test } from "node:test";
import { type AdapterFlags, adapterLoadOptions } from "../../src/settings/load-options.ts";
import { configOf, loadTexts, placesOf } from "../framework/config/load-text.ts";

async function load(text: string, flags: AdapterFlags = {}, environment: Record<string, string> = {}) {
  return loadTexts({ "config.yaml": text }, { environment, ...adapterLoadOptions(flags, environment) });
}

test("flags win over the file", async () => {
  const text =
    "plugins: []\nadapter:\n  listen: {address: '127.0.0.1:1', drain_seconds: 5}\n  telemetry: {log_level: error}\n";
  const { adapter } = configOf(
    await load(text, { listen: "/run/x.sock", management: "127.0.0.1:2", log_level: "debug" }),
  ).sections;
  assert.deepEqual(
    [
      adapter.listen.address,
      adapter.listen.drain_seconds,
      adapter.management.address,
      adapter.telemetry.log_level,
    ],
    ["/run/x.sock", 5, "127.0.0.1:2", "debug"],
  );
});

test("a bad flag is named as such; relations hold for what the flags set", async () => {
  assert.deepEqual(
    placesOf(await load("plugins: []\n", { listen: "x", log_level: "loud", compat: "cpex", transport: "x" })),
    [
      "--compat:0 adapter.compat",
      "--listen:0 adapter.listen.address",
      "--transport:0 adapter.listen.transport",
      "--log-level:0 adapter.telemetry.log_level",
    ],
  );
  assert.deepEqual(placesOf(await load("plugins: []\nadapter: {}\n", { listen: "0.0.0.0:1" })), [
    "--listen:0 adapter.listen.address",
  ]);
  const allowed = await load("plugins: []\nadapter: {listen: {allow_plaintext: true}}\n", {
    listen: "0.0.0.0:1",
  });
  assert.equal(configOf(allowed).sections.adapter.listen.address, "0.0.0.0:1");
});

/** File and flag → compat in effect, whether unknown keys are borne, whether a notice is given. */
const dialects: readonly (readonly [string, string | undefined, string, boolean, boolean])[] = [
  ["", undefined, "contextforge", true, true],
  ["adapter:\n", undefined, "none", false, false],
  ["adapter: {}\n", undefined, "none", false, false],
  ["adapter: {compat: none}\n", undefined, "none", false, false],
  ["adapter: {compat: contextforge}\n", undefined, "contextforge", true, false],
  ["adapter: {compat: reference}\n", undefined, "reference", true, false],
  ["adapter: {compat: contextforge}\n", "none", "none", false, false],
  ["", "none", "none", false, false],
  ["", "reference", "reference", true, false],
  ["adapter: {}\n", "contextforge", "contextforge", true, false],
];

for (const [section, flag, compat, tolerant, notice] of dialects) {
  test(`${JSON.stringify(section)} with --compat ${flag} is read as ${compat}`, async () => {
    const flags = flag === undefined ? {} : { compat: flag };
    const clean = await load(`plugins: []\n${section}`, flags);
    assert.equal(configOf(clean).sections.adapter.compat, compat);
    assert.equal(clean.ok && clean.notices.length === 1, notice);
    assert.equal((await load(`plugins: []\nforeign: 1\n${section}`, flags)).ok, tolerant);
  });
}

test("other flags do not make a file of ContextForge's strict", async () => {
  const loading = await load("plugins: []\nforeign: 1\n", { listen: "127.0.0.1:1" });
  assert.equal(configOf(loading).sections.adapter.compat, "contextforge");
});

test("unknown keys of the adapter's own section are refused in every dialect", async () => {
  assert.deepEqual(placesOf(await load("plugins: []\nadapter: {compat: contextforge, limts: {}}\n")), [
    "config.yaml:2 adapter.limts",
  ]);
});

test("LOGLEVEL counts with the reference's behaviour only, and flags win over it", async () => {
  const text = "plugins: []\nadapter: {compat: reference, telemetry: {log_level: error}}\n";
  const level = async (flags: AdapterFlags, given: string, file = text) =>
    configOf(await load(file, flags, { LOGLEVEL: given })).sections.adapter.telemetry.log_level;
  assert.equal(await level({}, "WARNING"), "warn");
  assert.equal(await level({}, "critical"), "fatal");
  assert.equal(await level({}, "DEBUG"), "debug");
  assert.equal(await level({}, "nonsense"), "error");
  assert.equal(await level({ log_level: "trace" }, "DEBUG"), "trace");
  assert.equal(await level({}, "DEBUG", "plugins: []\nadapter: {}\n"), "info");
});

test("the adapter's values may come from the environment", async () => {
  const text =
    "plugins: []\nadapter:\n  listen: {address: '127.0.0.1:{{ env.PORT }}'}\n  management: {token: ${TOKEN}}\n";
  const environment = { PORT: "7", TOKEN: "0123456789abcdef" };
  const { adapter } = configOf(await load(text, {}, environment)).sections;
  assert.deepEqual([adapter.listen.address, adapter.management.token], ["127.0.0.1:7", "0123456789abcdef"]);
});
