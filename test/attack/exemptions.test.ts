/** Requests that only look exempt, through Envoy and an adapter with `not_mcp` or `paths`. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { startRig } from "../integration/parts/rig.ts";
import { json } from "../integration/parts/upstream.ts";
import type { RequestCase } from "./catalogue/case.ts";
import { exemptPath, inspectedPath, notMcpCases, pathsCases } from "./catalogue/exemptions.ts";
import { watchingConfig } from "./parts/adapter-config.ts";
import { recordReader, type Seen } from "./parts/seen.ts";
import { sendCase } from "./parts/send.ts";
import { verdictOf } from "./parts/verdict.ts";

test("what is exempt by not_mcp", async (t) => {
  const adapter = `adapter: { not_mcp: [{ method: POST, path: ${exemptPath} }] }\n`;
  for (const path of await arrivedUnread(t, notMcpCases, adapter)) assert.equal(path, exemptPath);
});

test("what is exempt by paths", async (t) => {
  const adapter = `adapter: { paths: [${inspectedPath}] }\n`;
  for (const path of await arrivedUnread(t, pathsCases, adapter)) assert.notEqual(path, inspectedPath);
});

/** Tries each case, and returns the paths, without queries, at which the server got what the plugin denies. */
async function arrivedUnread(
  t: TestContext,
  cases: readonly RequestCase[],
  adapter: string,
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-attack-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const record = join(folder, "seen.jsonl");
  writeFileSync(record, "");
  const seen = recordReader<Seen>(record);
  const { upstream, envoy } = await startRig(t, {
    config: adapter + watchingConfig(record),
    upstream: { answer: json({ jsonrpc: "2.0", id: 1, result: {} }) },
  });
  for (const one of cases) {
    await t.test(one.name, async () => {
      const before = upstream.received.length;
      const answer = await sendCase(one, envoy.port);
      const reached = upstream.received.slice(before).map(({ body }) => body);
      assert.equal(
        verdictOf(answer, reached, one.body, seen()),
        one.expect,
        `${answer.status} ${answer.body}`,
      );
    });
  }
  return upstream.received.map(({ path }) => path.split("?", 1)[0] as string);
}
