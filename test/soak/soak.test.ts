/**
 * The adapter through very many exchanges of every kind behind real Envoy, in both shipped variants at once: nothing may
 * come out otherwise than it must, and nothing that it holds may grow with them. It is asked in pauses, when no exchange
 * is under way: memory after garbage collection, handles, the gauges of /metrics.
 *
 * EXCHANGES (6,000 here, a million in `make soak`) and SOAK_MINUTES bound it; SOAK_TRANSPORT names a transport. The
 * table it prints is the record of the run.
 */
import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { builtinPlugins } from "../../plugins/builtin.ts";
import { variants } from "../../src/envoy-config/modes.ts";
import { until } from "../integration/lifecycle/until.ts";
import { type AdapterProcess, fromBuild, fromSource, startAdapter } from "../integration/parts/adapter.ts";
import { startTestEnvoy } from "../integration/parts/envoy.ts";
import { type Held, heldBy, residentBytes } from "../robustness/parts/measured.ts";
import type { ClientsJob, ClientsResult } from "./clients.ts";
import { word } from "./traffic.ts";
import { moreThanBefore, trendOf } from "./verdict.ts";

const exchanges = Number(process.env["EXCHANGES"] ?? 6000);
const minutes = Number(process.env["SOAK_MINUTES"] ?? 30);
const transport = process.env["SOAK_TRANSPORT"];
const full = exchanges >= 100_000;
const rounds = full ? 40 : 12;
const mebi = 2 ** 20;
/** What memory after collection may waver, by its trend over the last two thirds; 9 bytes an exchange of a million. */
const mostGrown = 6 * mebi;
/** Resident memory comes in pages, and V8 keeps some; the young generation is at its largest early. */
const mostResident = 24 * mebi;

const five = [
  { kind: "pii_filter", config: { default_mask_strategy: "partial" } },
  { kind: "secrets_detection", config: {} },
  { kind: "deny_filter", config: { words: [word] } },
  { kind: "rate_limiter", config: { by_user: "1000000/s", by_tool: { search: "1000000/s" } } },
  { kind: "audit_log", config: { file: "calls.jsonl", max_file_bytes: mebi, max_files: 2 } },
];

type Sample = Held & {
  readonly exchanges: number;
  readonly gauges: Readonly<Record<string, number>>;
  readonly envoys: number;
};

test(`${exchanges} exchanges leave nothing behind`, { timeout: (minutes + 10) * 60_000 }, async (t) => {
  const upstream = child(t, "upstream.ts");
  const [port] = (await once(upstream, "message")) as [number];
  const adapter = await startSoaked(t);
  const envoys = await Promise.all(
    variants.map(async (variant) => {
      const envoy = await startTestEnvoy({
        variant,
        adapter: adapter.address,
        upstream: { host: "127.0.0.1", port },
        accessLogPath: null,
      });
      t.after(() => envoy.close());
      return envoy;
    }),
  );
  const clients = child(t, "clients.ts");
  const ports = envoys.map((envoy) => envoy.port);
  const began = performance.now();
  const kinds: Record<string, number> = {};
  const samples: Sample[] = [];
  let done = 0;
  for (let round = 0; round < rounds && performance.now() - began < minutes * 60_000; round++) {
    const job: ClientsJob = { ports, exchanges: Math.round(exchanges / rounds) };
    const before = performance.now();
    clients.send(job);
    const [result] = (await once(clients, "message")) as [ClientsResult];
    const perSecond = job.exchanges / ((performance.now() - before) / 1000);
    assert.equal(result.wrong, 0, `${result.wrong} of ${job.exchanges}:\n${result.examples.join("\n")}`);
    for (const [kind, count] of Object.entries(result.kinds)) kinds[kind] = (kinds[kind] ?? 0) + count;
    done += job.exchanges;
    // Of exchanges whose clients went away the adapter hears a moment later.
    await until(async () => (await gaugesOf(adapter))["plugins_adapter_exchanges_live"] === 0, 60);
    const sample: Sample = {
      ...(await heldBy(adapter)),
      exchanges: done,
      gauges: await gaugesOf(adapter),
      envoys: envoys.reduce((sum, envoy) => sum + residentBytes(envoy.pid), 0),
    };
    samples.push(sample);
    console.log(lineOf(sample, perSecond));
  }
  if (done < exchanges) console.log(`stopped after ${minutes} minutes at ${done} of ${exchanges} exchanges`);
  console.log(JSON.stringify(kinds));

  const memory = trendOf(samples.map(({ memory, exchanges }) => ({ bytes: memory, exchanges })));
  const resident = trendOf(samples.map(({ rss, exchanges }) => ({ bytes: rss, exchanges })));
  console.log(
    `trend: heap and buffers ${memory.bytesPerExchange.toFixed(2)}, resident ${resident.bytesPerExchange.toFixed(2)} bytes an exchange`,
  );
  assert.ok(memory.grown < mostGrown, `heap and buffers grew by ${memory.grown / mebi} MiB`);
  assert.ok(resident.grown < mostResident, `resident memory grew by ${resident.grown / mebi} MiB`);
  assert.deepEqual(
    moreThanBefore(
      samples.map(({ handles }) => handles),
      4,
    ),
    [],
    "handles",
  );
  // What is kept on purpose has its own bound, and expires.
  const fixed = samples.map(
    ({ gauges: { plugins_adapter_state_entries: _, plugins_adapter_state_bytes: __, ...rest } }) => rest,
  );
  assert.deepEqual(moreThanBefore(fixed, 0), [], "gauges");
  assert.doesNotMatch(adapter.output(), /"level":(40|50|60)/);
});

async function startSoaked(t: TestContext): Promise<AdapterProcess> {
  const [node, ...rest] = full ? fromBuild : fromSource;
  const probe = fileURLToPath(new URL("../robustness/parts/probe.ts", import.meta.url));
  const plugins = five
    .filter(({ kind }) => builtinPlugins.some((each) => each.kind === kind))
    .map((entry, index) => ({ name: `p${index}`, mode: "enforce", priority: index, ...entry }));
  console.log(`plugins: ${plugins.map(({ kind }) => kind).join(", ")}`);
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-soak-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const config = JSON.stringify({
    plugins,
    adapter: { telemetry: { log_level: "warn" }, state: { max_entries: 2000 } },
  });
  const adapter = await startAdapter({
    program: [node as string, "--expose-gc", "--max-semi-space-size=16", "--import", probe, ...rest],
    config: config.replace('"calls.jsonl"', JSON.stringify(join(folder, "calls.jsonl"))),
    args: transport === undefined ? [] : ["--transport", transport],
  });
  t.after(() => adapter.close());
  return adapter;
}

function child(t: TestContext, file: string): ChildProcess {
  const started = fork(fileURLToPath(new URL(file, import.meta.url)));
  const gone = once(started, "exit");
  t.after(async () => {
    started.kill("SIGKILL");
    await gone;
  });
  return started;
}

/** Gauges that tell what is held now; not those that tell of the process or of times. */
async function gaugesOf(adapter: AdapterProcess): Promise<Record<string, number>> {
  const { body } = await adapter.management("/metrics");
  const names = [...body.matchAll(/^# TYPE (plugins_adapter_\S+) gauge$/gm)].map(
    ([, name]) => name as string,
  );
  const wanted = new Set(names.filter((name) => !name.endsWith("_seconds")));
  return Object.fromEntries(
    [...body.matchAll(/^(plugins_adapter_[a-z_]+)(\{[^}]*\})? (\S+)$/gm)]
      .filter(([, name]) => wanted.has(name as string))
      .map(([, name, labels = "", value]) => [`${name}${labels}`, Number(value)]),
  );
}

function lineOf(
  { exchanges: count, memory, rss, handles, gauges, envoys }: Sample,
  perSecond: number,
): string {
  const open = Object.values(handles).reduce((sum, each) => sum + each, 0);
  const size = (bytes: number) => (bytes / mebi).toFixed(1).padStart(6);
  return [
    `${String(count).padStart(8)} exchanges`,
    `${perSecond.toFixed(0).padStart(5)}/s`,
    `heap and buffers ${size(memory)} MiB`,
    `resident ${size(rss)}`,
    `Envoys ${size(envoys)}`,
    `handles ${open}`,
    `state ${gauges["plugins_adapter_state_entries"] ?? 0}`,
  ].join("  ");
}
