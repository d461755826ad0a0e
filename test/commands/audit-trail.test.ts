import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createAuditTrail } from "../../src/commands/audit-trail.ts";
import type { ProcessStream } from "../../src/extproc/transport/transport.ts";
import type { DecisionSource, InspectionObserver } from "../../src/inspection/exchange-state.ts";
import { adapterSettings } from "../../src/settings/adapter.ts";
import { createLog } from "../../src/telemetry/log.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";
import { testFolder } from "./cli.ts";

const trailOf = (audit: object) =>
  createAuditTrail(adapterSettings.parse({ audit }), createMetrics(), createLog("silent"));

const source: DecisionSource = {
  context: { request_id: "e", user: "jane", state: {}, metadata: {} },
  requestHeaders: undefined,
  leg: "events",
  bodyMode: undefined,
  rawId: "1",
  executions: [],
  violation: { reason: "has password=hunter2", description: "", code: "c", details: {} },
};

/** An observer that counts. */
function observing(trail: Awaited<ReturnType<typeof trailOf>>) {
  let told = 0;
  const decided = () => {
    told++;
  };
  const observer: InspectionObserver = { decided, faulted() {}, unfit() {} };
  return { observer: trail.observe(observer), told: () => told };
}

/** How a stream ends that is offered. */
function offered(trail: Awaited<ReturnType<typeof trailOf>>): unknown {
  let end: unknown = "accepted";
  let refused = 0;
  const endError = (code: number) => {
    end = [code, refused];
  };
  const stream = { endError } as unknown as ProcessStream;
  const handler = { onMessage() {}, onHalfClose() {}, onClosed() {}, onDrain() {} };
  const onRefused = () => {
    refused++;
  };
  trail.guard(() => handler, onRefused)(stream);
  return end;
}

test("a message under way that may go unrecorded is not let through; one that is denied anyway is", async () => {
  const trail = await trailOf({ file: "/nowhere/audit.jsonl" });
  await assert.rejects(trail.open(), /cannot be written: ENOENT/);
  const { observer, told } = observing(trail);
  for (const action of ["allowed", "modified", "recorded"] as const)
    assert.throws(() => observer.decided({ verdict: "allow", action }, source), { name: "AuditUnavailable" });
  observer.decided({ verdict: "deny", action: "denied" }, source);
  assert.equal(told(), 4);
  assert.deepEqual(offered(trail), [14, 1]);
  assert.equal(trail.refusing(), "ENOENT");
  await trail.close();
});

test("on_error ignore, or no audit at all, holds nothing back", async () => {
  for (const audit of [{ file: "/nowhere/audit.jsonl", on_error: "ignore" }, {}]) {
    const trail = await trailOf(audit);
    await trail.open();
    observing(trail).observer.decided({ verdict: "allow", action: "allowed" }, source);
    assert.equal(offered(trail), "accepted");
    assert.equal(trail.refusing(), undefined);
    await trail.close();
  }
});

test("violations are told only where they are asked for, and masked", async (t) => {
  const written = async (include: string[]) => {
    const file = join(testFolder(t), "audit.jsonl");
    const trail = await trailOf({ file, include });
    await trail.open();
    observing(trail).observer.decided({ verdict: "deny", action: "denied", method: "tools/call" }, source);
    await trail.close();
    return readFileSync(file, "utf8");
  };
  assert.doesNotMatch(await written([]), /has password/);
  const text = await written(["violation"]);
  assert.match(text, /has password=\[masked\]/);
  assert.match(text, /"user":\{"name":"jane"\}/);
  assert.doesNotMatch(text, /hunter2/);
});

test("a key that cannot be read, or is too short, stops the start without being told", async (t) => {
  const key = join(testFolder(t), "key");
  const trail = () => trailOf({ stdout: true, hmac_key_file: key });
  await assert.rejects(trail(), /the key of the audit cannot be read: ENOENT/);
  writeFileSync(key, "s3cr3t");
  await assert.rejects(
    trail(),
    (error: Error) => /shorter/.test(error.message) && !/s3cr3t/.test(error.message),
  );
});
