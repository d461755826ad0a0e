import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { verifyTexts } from "../../audit/audits.ts";
import { startAdapter } from "../parts/adapter.ts";
import { exchange } from "../parts/client.ts";
import { startRig } from "../parts/rig.ts";
import { json } from "../parts/upstream.ts";
import { metric } from "./metrics.ts";
import { call, masked, result, secretsConfig } from "./secrets.ts";
import { until } from "./until.ts";

function auditFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "audit-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "audit.jsonl");
}

const key = "0123456789abcdef";

interface Line {
  readonly class_uid: number;
  readonly action_id: number;
  readonly api?: { readonly operation: string };
  readonly policy?: { readonly name: string };
  readonly unmapped: { readonly plugins_adapter: Readonly<Record<string, unknown>> };
}

const linesOf = (text: string): Line[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

test("every decision is in the chain, through a reload and a restart, and no payload", async (t) => {
  const file = auditFile(t);
  const config = secretsConfig(`audit: {file: ${file}, hmac_key: ${key}, include: [executions]}`);
  const { upstream, envoy, adapter } = await startRig(t, { config });
  upstream.answer = json(result(1));
  const allowed = await exchange(envoy.port, { body: call(1) });
  assert.ok(allowed.status === 200 && allowed.text === masked(1));
  adapter.signal("SIGHUP");
  await until(() => adapter.output().includes("configuration reloaded"), 60);
  await exchange(envoy.port, { body: call(2, { denied: true }) });
  adapter.signal("SIGTERM");
  assert.equal(await adapter.exited, 0);

  const text = readFileSync(file, "utf8");
  assert.deepEqual((await verifyTexts([text], key)).problems, []);
  const decisions = linesOf(text).filter(({ class_uid }) => class_uid === 6003);
  assert.deepEqual(
    decisions.map(({ action_id, api, policy }) => [action_id, api?.operation, policy?.name]),
    [
      [4, "tools/call", undefined],
      [4, "tools/call", undefined],
      [2, "tools/call", "deny"],
    ],
  );
  const runs = decisions[2]?.unmapped.plugins_adapter["executions"] as { plugin: string }[];
  assert.deepEqual(
    runs.map(({ plugin }) => plugin),
    ["witness", "deny"],
  );
  assert.doesNotMatch(text, /secret-|forbidden/);
  assert.doesNotMatch(adapter.output(), new RegExp(key));

  // The log told the head; whoever kept it sees an end that was cut off.
  const head = [
    ...adapter.output().matchAll(/"why":"closed","chain":"[^"]+","sequence":(\d+),"hash":"([0-9a-f]+)"/g),
  ].at(-1);
  const anchor = { sequence: Number(head?.[1]), hash: head?.[2] };
  assert.deepEqual((await verifyTexts([text], key, anchor)).problems, []);
  const cut = text.slice(0, text.lastIndexOf("\n", text.length - 2) + 1);
  assert.deepEqual(
    (await verifyTexts([cut], key, anchor)).problems.map(({ kind }) => kind),
    ["head"],
  );

  const again = await startAdapter({ config });
  t.after(() => again.close());
  again.signal("SIGTERM");
  assert.equal(await again.exited, 0);
  const longer = readFileSync(file, "utf8");
  assert.ok(longer.startsWith(text) && longer.length > text.length);
  assert.deepEqual((await verifyTexts([longer], key, anchor)).problems, []);
});

for (const on_error of ["fail", "ignore"] as const) {
  test(`on_error ${on_error}: the audit can't be written`, async (t) => {
    const file = auditFile(t);
    const config = secretsConfig(`audit: {file: ${file}, on_error: ${on_error}}`);
    const { upstream, envoy, adapter } = await startRig(t, { config });
    const send = async (id: number) => {
      upstream.answer = json(result(id));
      const done = await exchange(envoy.port, { body: call(id) });
      return done.status;
    };
    assert.equal(await send(1), 200);
    await until(async () => (await metric(adapter, "plugins_adapter_audit_records_total")) >= 4, 60);
    // Somebody puts a file of their own in its place.
    renameSync(file, `${file}.kept`);
    writeFileSync(file, "mine\n");
    assert.equal(await send(2), 200);
    await until(async () => (await metric(adapter, "plugins_adapter_audit_failing")) === 1, 60);
    const received = upstream.received.length;
    const ready = await adapter.management("/readyz");
    if (on_error === "fail") {
      assert.equal(await send(3), 500);
      assert.equal(upstream.received.length, received);
      assert.equal(ready.status, 503);
      assert.equal((JSON.parse(ready.body) as { audit_failing?: string }).audit_failing, "EAUDITCHANGED");
      const { body } = await adapter.management("/metrics");
      assert.match(body, /^plugins_adapter_exchange_failures_total\{reason="audit"\} 1$/m);
    } else {
      assert.equal(await send(3), 200);
      assert.equal(ready.status, 200);
    }
    assert.match(adapter.output(), /"code":"EAUDITCHANGED","msg":"the audit cannot be written"/);
    assert.equal(readFileSync(file, "utf8"), "mine\n");

    renameSync(`${file}.kept`, file);
    await until(async () => (await metric(adapter, "plugins_adapter_audit_failing")) === 0, 60);
    assert.equal(await send(4), 200);
    adapter.signal("SIGTERM");
    assert.equal(await adapter.exited, 0);
    assert.deepEqual((await verifyTexts([readFileSync(file, "utf8")])).problems, []);
  });
}

test("an audit that cannot be begun stops the start, unless that is ignored; standard output takes it too", async (t) => {
  const nowhere = (on_error: string) =>
    secretsConfig(`audit: {file: /nowhere/audit.jsonl, on_error: ${on_error}}`);
  await assert.rejects(startAdapter({ config: nowhere("fail") }), /the audit cannot be written: ENOENT/);
  const ignoring = await startAdapter({ config: nowhere("ignore") });
  t.after(() => ignoring.close());
  const printing = await startAdapter({ config: secretsConfig("audit: {stdout: true}") });
  t.after(() => printing.close());
  printing.signal("SIGTERM");
  assert.equal(await printing.exited, 0);
  const records = printing
    .output()
    .split("\n")
    .filter((line) => line.startsWith('{"activity_id"'));
  assert.deepEqual((await verifyTexts([`${records.join("\n")}\n`])).problems, []);
  assert.equal(records.length, 3);
});
