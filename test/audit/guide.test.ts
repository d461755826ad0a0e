import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { decisionEvent } from "../../src/audit/events.ts";
import { auditVerify } from "../../src/commands/audit/verify.ts";
import { blocksOf } from "../repository/markdown.ts";
import { decision, fileAudit, folderOf } from "./audits.ts";

const page = "docs/guide/audit.md";

test("the record that the guide shows is one", () => {
  const shown = JSON.parse(String(blocksOf(page).find(({ language }) => language === "json")?.text));
  const { chain, ...unmapped } = shown.unmapped;
  assert.deepEqual(Object.keys(chain), ["id", "alg", "prev", "hash"]);
  const made = decisionEvent(
    decision({
      exchange: "36725a37-dc43-4c0f-8879-4aa7325828fb",
      ...{ verdict: "deny", action: "denied", method: "tools/call", name: "run_query", rawId: "7" },
      ...{ plugin: "words", code: "deny", user: "jane", tenant: "acme", server: "crm" },
    }),
    String,
  );
  const metadata = { ...made.event.metadata, sequence: 7 };
  assert.deepEqual(
    { ...shown, unmapped },
    { ...made.event, metadata, unmapped: { plugins_adapter: made.unmapped } },
  );
});

test("the command of the guide checks the files that it names", async (t) => {
  const folder = folderOf(t);
  const key = "0123456789abcdef";
  await writeFile(join(folder, "audit-key"), key);
  const { audit, told } = fileAudit(join(folder, "audit.jsonl"), { key, maxBytes: 1200 });
  await audit.open();
  audit.record(decision());
  await audit.close();
  const head = told.heads.at(-1)?.[1];
  const command = /^plugins-adapter audit verify (.*)$/m.exec(await readFile(page, "utf8"))?.[1] ?? "";
  const args = command.split(" ").map((word) => {
    if (/^\d+:/.test(word)) return `${head?.sequence}:${head?.hash}`;
    return word.startsWith("--") ? word : join(folder, word);
  });
  const stop = new AbortController().signal;
  assert.equal(await auditVerify.run(args, { environment: {}, stop, out() {}, err() {} }), 0);
});
