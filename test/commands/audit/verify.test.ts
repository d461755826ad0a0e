import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { auditVerify } from "../../../src/commands/audit/verify.ts";
import { UsageError } from "../../../src/commands/command.ts";
import { decision, fileAudit } from "../../audit/audits.ts";
import { runCli, testFolder } from "../cli.ts";

const key = "a key of sixteen";

async function written(t: TestContext, withKey?: string): Promise<{ path: string; head: string }> {
  const path = join(testFolder(t), "audit.jsonl");
  const { audit, told } = fileAudit(path, withKey === undefined ? {} : { key: withKey });
  await audit.open();
  audit.record(decision());
  await audit.close();
  const { sequence, hash } = told.heads.at(-1)?.[1] ?? { sequence: 0, hash: "" };
  return { path, head: `${sequence}:${hash}` };
}

async function verify(args: readonly string[], environment: Record<string, string> = {}) {
  const texts = { out: "", err: "" };
  const stop = new AbortController().signal;
  const out = (text: string) => {
    texts.out += text;
  };
  const err = (text: string) => {
    texts.err += text;
  };
  const code = await auditVerify.run(args, { environment, stop, out, err });
  return { code, ...texts };
}

test("intact: 0, and the head; a remembered head; JSON", async (t) => {
  const { path, head } = await written(t);
  assert.deepEqual(await verify([path]), {
    code: 0,
    out: `3 records, 1 to 3; head ${head}\nintact\n`,
    err: "",
  });
  const json = await verify([path, "--head", head, "--json"]);
  const report = JSON.parse(json.out);
  assert.deepEqual(
    [json.code, report.intact, report.records, report.first, report.problems],
    [0, true, 3, 1, []],
  );
  assert.equal(`${report.head.sequence}:${report.head.hash}`, head);
});

test("something wrong: 1, and where; as the command line has it", async (t) => {
  const { path } = await written(t);
  appendFileSync(path, "x");
  const { code, out } = await runCli(t, ["audit", "verify", path]);
  assert.equal(code, 1);
  assert.match(out, /:4: the last line is not whole \(torn\)\n.*\nNOT intact\n$/);
  const cut = await verify([path, "--head", "9", "--json"]);
  const { problems } = JSON.parse(cut.out) as { problems: { kind: string }[] };
  assert.deepEqual([cut.code, problems.map(({ kind }) => kind)], [1, ["torn", "head"]]);
});

test("the key comes from a file or the environment", async (t) => {
  const { path } = await written(t, key);
  const file = join(testFolder(t), "key");
  writeFileSync(file, `${key}\n`);
  const variable = "PLUGINS_ADAPTER_AUDIT_KEY";
  assert.equal((await verify([path, "--key-file", file])).code, 0);
  assert.equal((await verify([path], { [variable]: key })).code, 0);
  assert.equal((await verify([path], { [variable]: "another key 0000" })).code, 1);
  const without = await verify([path]);
  assert.equal(without.code, 1);
  assert.match(without.out, /:1: the record was made with a key, and none was given \(key\)\n/);
});

test("files that cannot be read: 2, and which", async (t) => {
  const { path } = await written(t);
  const short = join(testFolder(t), "short");
  writeFileSync(short, "short");
  for (const args of [["none"], [path, "none"], [path, "--key-file", "none"], [path, "--key-file", short]]) {
    const { code, out, err } = await verify(args);
    assert.deepEqual([code, out], [2, ""]);
    assert.match(err, /none can't be read: ENOENT|the key of the audit .*(none|short)/);
  }
});

test("wrong usage is told", async () => {
  for (const args of [[], ["f", "--head", "x"], ["f", "--head", "1:abc"], ["f", "--no"]])
    await assert.rejects(verify(args), UsageError);
});
