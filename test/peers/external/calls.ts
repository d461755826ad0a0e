import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { Opened } from "../../framework/external/open.ts";
import { contextOf } from "../../framework/manager-of.ts";
import { fullForm } from "../peers.ts";

/** What every plugin server's Demo must answer, whatever it is written in. */
export async function checkCalls({ call, manager, entry }: Opened): Promise<void> {
  assert.deepEqual([entry.priority, entry.conditions], [42, [{ tools: ["t"] }]]);

  const context = contextOf({ request_id: "R1", user: "bob" });
  const allowed = await call({ op: "pass", n: 7 }, context);
  assert.deepEqual([allowed.continue_processing, allowed.modified], [true, false]);
  assert.deepEqual(context.state, { seen: "bob" });
  const after = await manager.invokeHook("tool_post_invoke", { name: "t", result: { content: [] } }, context);
  assert.deepEqual(after.metadata, { pre: 7 });

  const edited = await call({ op: "edit", none: null, float: 1.5, text: "ü€\u{1f600}" });
  assert.deepEqual(edited.payload, {
    name: "t",
    args: { op: "edit", none: null, float: 1.5, text: "ü€\u{1f600}", added: true },
  });
  assert.deepEqual(edited.metadata, { m: 2 });

  const denied = await call({ op: "deny" });
  assert.deepEqual(
    { ...denied.violation },
    {
      reason: "no",
      description: "denied op",
      code: "OP_DENIED",
      details: { op: "deny" },
      mcp_error_code: -32001,
      http_status_code: 403,
      http_headers: { "x-why": "op" },
      plugin_name: "Demo",
    },
  );

  const failed = await call({ op: "error" });
  assert.equal(failed.violation?.code, "PLUGIN_ERROR");
  assert.doesNotMatch(JSON.stringify(failed.violation), /secret/);

  await manager.checkHealth();
  assert.equal(manager.plugins()[0]?.health.status, "healthy");
}

/** Tells what a call costs; nothing is asserted of it. */
export async function measure(t: TestContext, { call }: Opened): Promise<void> {
  const calls = fullForm ? 500 : 50;
  const start = performance.now();
  for (let count = 0; count < calls; count++)
    await call({ op: "pass" }, contextOf({ request_id: `m${count}` }));
  t.diagnostic(`${((performance.now() - start) / calls).toFixed(2)} ms per call`);
}
