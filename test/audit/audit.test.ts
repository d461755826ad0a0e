import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { hashing } from "../../src/audit/chain.ts";
import { type AuditSink, type FileSinkOptions, fileSink } from "../../src/audit/sink.ts";
import { auditOn, decision, defaults, fileAudit, folderOf, type Opened, verifyTexts } from "./audits.ts";

async function opened(each: Opened): Promise<Opened> {
  assert.equal(await each.audit.open(), undefined);
  return each;
}

/** Files of an audit, oldest first. */
function texts(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => /^audit\.jsonl(\.\d+)?$/.test(name));
  const age = (name: string) => Number(name.split(".")[2] ?? 0);
  return names.sort((a, b) => age(b) - age(a)).map((name) => readFileSync(join(folder, name), "utf8"));
}

function records(text: string): {
  unmapped: { plugins_adapter: Record<string, unknown> };
  metadata: { sequence: number };
  [name: string]: unknown;
}[] {
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

const asideOf = (text: string, index: number) =>
  records(text)[index]?.unmapped.plugins_adapter["aside"] as { bytes: number; file: string } | undefined;

const whats = (text: string) =>
  records(text).map(({ unmapped: { plugins_adapter: its } }) => its["change"] ?? its["action"]);

test("records are chained lines of a file that only its owner may read; the heads are told", async (t) => {
  const folder = folderOf(t);
  const path = join(folder, "audit.jsonl");
  const { audit, told } = await opened(fileAudit(path));
  for (const action of ["allowed", "denied"] as const) assert.ok(audit.record(decision({ action })));
  await audit.close();
  const text = readFileSync(path, "utf8");
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.deepEqual(whats(text), ["opened", "allowed", "denied", "closed"]);
  const report = await verifyTexts([text]);
  assert.deepEqual([report.records, report.first, report.problems], [4, 1, []]);
  assert.deepEqual(
    told.heads.map(([why]) => why),
    ["opened", "closed"],
  );
  assert.deepEqual(told.heads.at(-1)?.[1], report.head);
  assert.deepEqual([told.written, told.lost], [4, 0]);
});

test("a restart goes on with the chain", async (t) => {
  const path = join(folderOf(t), "audit.jsonl");
  for (const action of ["denied", "modified"] as const) {
    const { audit } = await opened(fileAudit(path));
    audit.record(decision({ action }));
    await audit.close();
  }
  const text = readFileSync(path, "utf8");
  assert.deepEqual(whats(text), ["opened", "denied", "closed", "opened", "modified", "closed"]);
  assert.equal(records(text)[3]?.unmapped.plugins_adapter["continues"], true);
  assert.deepEqual((await verifyTexts([text])).problems, []);
});

test("a line that a crash tore is moved aside, told in the next record, and the chain goes on", async (t) => {
  const folder = folderOf(t);
  const path = join(folder, "audit.jsonl");
  await (await opened(fileAudit(path))).audit.close();
  appendFileSync(path, '{"activity_id":99,"cat');
  const { audit, told } = await opened(fileAudit(path));
  await audit.close();
  const [text = ""] = texts(folder);
  assert.deepEqual((await verifyTexts([text])).problems, []);
  const aside = asideOf(text, 2);
  assert.equal(aside?.bytes, 22);
  assert.equal(readFileSync(String(aside?.file), "utf8"), '{"activity_id":99,"cat');
  assert.equal(statSync(String(aside?.file)).mode & 0o777, 0o600);
  assert.equal(told.aside.length, 1);
});

const damages: Readonly<Record<string, (text: string) => string>> = {
  "a changed record": (text) => text.replace('"denied"', '"allowed"'),
  "a removed record": (text) => text.split("\n").toSpliced(1, 1).join("\n"),
  "a foreign text": () => "hello\n",
};

for (const [name, damage] of Object.entries(damages)) {
  test(`${name} at the end of the file: it is moved aside as it is, and a new chain begins that says so`, async (t) => {
    const folder = folderOf(t);
    const path = join(folder, "audit.jsonl");
    const first = await opened(fileAudit(path));
    first.audit.record(decision({ action: "denied", verdict: "deny" }));
    first.audit.record(decision({ action: "denied" }));
    await first.audit.close();
    const damaged = damage(readFileSync(path, "utf8"));
    writeFileSync(path, damaged);
    const { audit, told } = await opened(fileAudit(path));
    await audit.close();
    const [text = ""] = texts(folder);
    assert.deepEqual((await verifyTexts([text])).problems, []);
    const [start] = records(text);
    assert.equal(start?.metadata.sequence, 1);
    assert.equal(readFileSync(String(asideOf(text, 0)?.file), "utf8"), damaged);
    assert.notEqual((await verifyTexts([damaged])).problems.length, 0);
    assert.equal(told.aside.length, 1);
  });
}

test("another key does not go on with the chain", async (t) => {
  const folder = folderOf(t);
  const path = join(folder, "audit.jsonl");
  await (await opened(fileAudit(path, { key: "k".repeat(16) }))).audit.close();
  const { audit, told } = await opened(fileAudit(path, { key: "l".repeat(16) }));
  await audit.close();
  assert.match(String(told.aside), /^hash .*broken/);
  assert.deepEqual((await verifyTexts(texts(folder), "l".repeat(16))).problems, []);
});

test("a full file is followed by a new one; the oldest go; the chain goes through all", async (t) => {
  const folder = folderOf(t);
  const { audit, told } = await opened(
    fileAudit(join(folder, "audit.jsonl"), { maxBytes: 3000, maxFiles: 3 }),
  );
  for (let index = 0; index < 40; index++) {
    audit.record(decision());
    // One batch each.
    await idle(() => told.written - told.heads.length > index);
  }
  await audit.close();
  const files = texts(folder);
  assert.equal(files.length, 3);
  for (const text of files) assert.ok(text.length <= 3500);
  const report = await verifyTexts([...files].reverse());
  assert.deepEqual(report.problems, []);
  assert.ok((report.first ?? 0) > 1);
  for (const text of files) assert.equal(whats(text)[0], "rotated");
  assert.ok(told.heads.some(([why]) => why === "rotated"));
});

test("a line torn at the place of an earlier one takes nothing of its file", async (t) => {
  const folder = folderOf(t);
  const path = join(folder, "audit.jsonl");
  const victim = join(folder, "victim");
  writeFileSync(victim, "kept");
  symlinkSync(victim, `${path}.torn-2`);
  await (await opened(fileAudit(path))).audit.close();
  appendFileSync(path, '{"torn');
  const { audit, told } = await opened(fileAudit(path));
  await audit.close();
  assert.equal(readFileSync(victim, "utf8"), "kept");
  const file = String(told.aside).replace(/^torn /, "");
  assert.notEqual(file, `${path}.torn-2`);
  assert.equal(readFileSync(file, "utf8"), '{"torn');
});

/** A sink of files whose next appends fail. */
function filesThatFail(path: string, options: Partial<FileSinkOptions> = {}) {
  const files = fileSink({
    path,
    hashing: hashing(undefined),
    sync: false,
    maxBytes: 1e9,
    maxFiles: 3,
    ...options,
  });
  const state = { failures: 0 };
  const sink: AuditSink = {
    ...files,
    async append(bytes) {
      if (state.failures > 0) {
        state.failures--;
        throw Object.assign(new Error("full"), { code: "ENOSPC" });
      }
      await files.append(bytes);
    },
  };
  return { sink, state };
}

test("a new file whose first record could not be written is begun by the one that can", async (t) => {
  const folder = folderOf(t);
  const path = join(folder, "audit.jsonl");
  const { sink, state } = filesThatFail(path, { maxBytes: 3000 });
  const { audit, told, retry } = await opened(auditOn(sink));
  for (let index = 0; told.heads.length === 1 && index < 100; index++) {
    // Two in a row now and then: the first record of a file among them.
    state.failures = 2;
    audit.record(decision());
    await idle(() => told.failures.length === 2 * index + 1);
    retry();
    await idle(() => told.failures.length === 2 * index + 2);
    retry();
    await idle(() => told.recovered > index);
  }
  await audit.close();
  const files = texts(folder);
  assert.equal(files.length, 2);
  for (const text of files) assert.deepEqual((await verifyTexts([text])).problems, []);
  assert.deepEqual((await verifyTexts(files)).problems, []);
});

test("a file that was set aside is told, and followed by a new chain, when its record has to be tried again", async (t) => {
  const folder = folderOf(t);
  const path = join(folder, "audit.jsonl");
  await (await opened(fileAudit(path))).audit.close();
  renameSync(path, `${path}.1`);
  writeFileSync(path, "hello\n");
  const { sink, state } = filesThatFail(path);
  state.failures = 1;
  const { audit, told, retry } = auditOn(sink);
  assert.equal(await audit.open(), "ENOSPC");
  retry();
  await idle(() => told.recovered === 1);
  await audit.close();
  const text = readFileSync(path, "utf8");
  assert.equal(records(text)[0]?.metadata.sequence, 1);
  assert.equal(asideOf(text, 0)?.bytes, 6);
  assert.notDeepEqual((await verifyTexts(texts(folder))).problems, []);
});

test("a crash between the steps of a rotation loses no link", async (t) => {
  const folder = folderOf(t);
  const path = join(folder, "audit.jsonl");
  await (await opened(fileAudit(path))).audit.close();
  renameSync(path, `${path}.1`);
  await (await opened(fileAudit(path))).audit.close();
  const report = await verifyTexts(texts(folder));
  assert.deepEqual([report.problems, report.records], [[], 4]);
});

test("logrotate may move the file away; who puts another in its place, or writes to it, stops the audit", async (t) => {
  const folder = folderOf(t);
  const path = join(folder, "audit.jsonl");
  const { audit, told, retry } = await opened(fileAudit(path));
  renameSync(path, `${path}.1`);
  audit.record(decision());
  await idle(() => told.written === 3);
  appendFileSync(path, "x");
  audit.record(decision());
  await idle(() => told.failures.length === 1);
  assert.deepEqual(told.failures, ["EAUDITCHANGED"]);
  assert.equal(audit.refusing(), "EAUDITCHANGED");
  assert.equal(audit.record(decision()), false);
  truncateSync(path, statSync(path).size - 1);
  retry();
  await idle(() => told.recovered === 2);
  assert.equal(audit.refusing(), undefined);
  await audit.close();
  assert.deepEqual(texts(folder).map(whats), [
    ["opened", "closed"].slice(0, 1),
    ["rotated", "allowed", "allowed", "allowed", "closed"],
  ]);
  assert.deepEqual((await verifyTexts(texts(folder))).problems, []);
});

/** Until what happens outside has happened; the test's own time limit ends it. */
async function idle(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
}

/** A sink that fails while `failing` is set. */
function brittle() {
  const state = { failing: true, written: "" };
  const fault = () =>
    state.failing ? Promise.reject(Object.assign(new Error(), { code: "ENOSPC" })) : Promise.resolve();
  return {
    state,
    sink: {
      open: () => fault().then(() => ({ head: undefined, empty: true })),
      place: () => fault().then(() => false),
      append: (bytes: Buffer) =>
        fault().then(() => {
          state.written += bytes.toString();
        }),
      close: () => Promise.resolve(),
    },
  };
}

test("on_error fail: what cannot be recorded is refused from the first failure to the first success", async () => {
  const { state, sink } = brittle();
  const { audit, told, retry } = auditOn(sink);
  assert.equal(await audit.open(), "ENOSPC");
  assert.equal(audit.refusing(), "ENOSPC");
  assert.equal(audit.record(decision()), false);
  state.failing = false;
  retry();
  await idle(() => told.recovered === 1);
  assert.equal(audit.refusing(), undefined);
  assert.equal(audit.record(decision()), true);
  await audit.close();
  assert.deepEqual(whats(state.written), ["opened", "allowed", "allowed", "closed"]);
  assert.deepEqual((await verifyTexts([state.written])).problems, []);
});

test("on_error ignore: traffic goes on; what the queue does not hold is counted, and told in the chain", async () => {
  const { state, sink } = brittle();
  const { audit, told, retry } = auditOn(sink, {
    settings: { ...defaults, on_error: "ignore", queue_records: 2 },
  });
  assert.equal(await audit.open(), "ENOSPC");
  assert.equal(audit.refusing(), undefined);
  for (let index = 0; index < 5; index++) assert.equal(audit.record(decision()), true);
  assert.equal(told.lost, 3);
  state.failing = false;
  retry();
  await audit.close();
  assert.deepEqual(whats(state.written), ["opened", "lost", "allowed", "allowed", "closed"]);
  assert.equal(records(state.written)[1]?.unmapped.plugins_adapter["records"], 3);
});

test("on_error fail: a full queue refuses", async () => {
  const { audit, told } = auditOn(brittle().sink, { settings: { ...defaults, queue_records: 1 } });
  await audit.open();
  audit.record(decision());
  assert.equal(audit.record(decision()), false);
  await audit.close();
  assert.equal(told.lost, 2);
});

test("which decisions are recorded", async () => {
  const table = {
    all: ["allowed", "modified", "recorded", "denied"],
    acted: ["modified", "recorded", "denied"],
    denied: ["denied"],
  } as const;
  for (const [setting, expected] of Object.entries(table)) {
    const { state, sink } = brittle();
    state.failing = false;
    const { audit } = auditOn(sink, { settings: { ...defaults, records: setting as keyof typeof table } });
    await audit.open();
    for (const action of table.all) assert.ok(audit.record(decision({ action })));
    await audit.close();
    assert.deepEqual(whats(state.written).slice(1, -1), expected);
  }
});

test("a directory that cannot be written to, or is none, is told", async (t: TestContext) => {
  const folder = folderOf(t);
  assert.equal(await fileAudit(join(folder, "none", "audit.jsonl")).audit.open(), "ENOENT");
  mkdirSync(join(folder, "audit.jsonl"));
  assert.equal(await fileAudit(join(folder, "audit.jsonl")).audit.open(), "EISDIR");
});
