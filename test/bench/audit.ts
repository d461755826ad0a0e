/**
 * What a log line and an audit record cost, microseconds of CPU each:
 *
 *   node -C plugins-adapter-source test/bench/audit.ts
 *
 * A record is made, chained and written to a file, as a decision of the adapter makes it; with and without a key, and
 * with each batch forced to the disk. Log lines go nowhere; beside them bare pino.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { createAudit } from "../../src/audit/audit.ts";
import { hashing } from "../../src/audit/chain.ts";
import { fileSink } from "../../src/audit/sink.ts";
import { auditSettings } from "../../src/settings/audit.ts";
import { defaultLogSettings } from "../../src/settings/log.ts";
import { createLog } from "../../src/telemetry/log.ts";

const records = 20_000;
const rounds = 5;
const fields = {
  method: "tools/call",
  name: "run_query",
  verdict: "deny",
  action: "denied",
  plugin: "words",
  code: "deny",
} as const;
const decision = {
  time: Date.now(),
  exchange: "36725a37-dc43-4c0f-8879-4aa7325828fb",
  leg: "request",
  rawId: "7",
  user: "jane",
  ...fields,
} as const;

/** Microseconds of CPU of one, the median of the rounds. */
async function cost(work: () => Promise<void> | void): Promise<number> {
  const costs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / records);
  }
  return costs.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
}

/** In groups, as traffic comes, so that batches have a usual size. */
async function audited(key: string | undefined, sync: boolean, group: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "audit-bench-"));
  const hashes = hashing(key === undefined ? undefined : Buffer.from(key));
  const path = join(folder, "audit.jsonl");
  const nothing = () => {};
  const audit = createAudit({
    settings: auditSettings.parse({}),
    sink: fileSink({ path, hashing: hashes, sync, maxBytes: 1e9, maxFiles: 2 }),
    hashing: hashes,
    observer: {
      written: nothing,
      lost: nothing,
      failed: nothing,
      recovered: nothing,
      anchored: nothing,
      setAside: nothing,
    },
    mask: (text) => text,
    now: Date.now,
    after: () => nothing,
  });
  await audit.open();
  for (let index = 0; index < records; index++) {
    audit.record(decision);
    if (index % group === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await audit.close();
  rmSync(folder, { recursive: true });
}

const sink = { write() {} };
const bare = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, sink);
const log = createLog("info", sink, { settings: { ...defaultLogSettings, lines_per_second: 1_000_000 } });
const lines = (write: () => void) => () => {
  for (let index = 0; index < records; index++) write();
};
const rows: readonly (readonly [string, () => Promise<void> | void])[] = [
  ["log line, bare pino", lines(() => bare.info(fields, "decision"))],
  ["log line, masked", lines(() => log.info(fields, "decision"))],
  ["audit record, 10 at a time", () => audited(undefined, false, 10)],
  ["audit record, 10 at a time, forced to the disk", () => audited(undefined, true, 10)],
  ["audit record, 100 at a time", () => audited(undefined, false, 100)],
  ["audit record, 100 at a time, HMAC", () => audited("0123456789abcdef", false, 100)],
];
for (const [name, work] of rows) console.log(`${(await cost(work)).toFixed(1).padStart(6)} µs  ${name}`);
