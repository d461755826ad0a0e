import assert from "node:assert/strict";
import { test } from "node:test";
import type { GlobalContext, InvokeOptions, ToolPreInvokePayload } from "../../src/framework/index.ts";
import { fakeClock } from "./fake-clock.ts";
import { contextOf, managerOf, setting, type TestOptions, type TestPlugin } from "./manager-of.ts";

/**
 * What cpex 0.1.4 decided in recorded runs, beside what is decided here. `differs` says why they are not the same:
 * those are the deliberate differences of the design.
 */
interface Recorded {
  readonly name: string;
  readonly plugins: readonly TestPlugin[];
  readonly args?: ToolPreInvokePayload["args"];
  readonly options?: TestOptions;
  readonly invoke?: InvokeOptions;
  readonly context?: Partial<GlobalContext>;
  readonly calls?: number;
  readonly hangs?: boolean;
  /** As recorded: names that ran, in order. */
  readonly ran: readonly string[];
  /** As recorded, or as here where `differs`. */
  readonly passes: boolean;
  readonly args_out?: ToolPreInvokePayload["args"];
  readonly code?: string;
  readonly by?: string;
  readonly metadata?: object;
  readonly retry?: number;
  readonly differs?: string;
}

const denial = (code: string) => ({
  continue_processing: false,
  violation: {
    reason: "r",
    description: "d",
    code,
    mcp_error_code: -32111,
    http_status_code: 429,
    http_headers: { "Retry-After": "3" },
  },
});
const boom = () => {
  throw new Error("boom");
};
const merge = (...results: object[]) => Object.assign({}, ...results) as object;
const ok = () => undefined;

const recorded: readonly Recorded[] = [
  {
    name: "priority chain",
    plugins: [
      { name: "b", priority: 20, run: setting("x", "b") },
      {
        name: "a",
        priority: 10,
        run: (p) => ({ modified_payload: { ...p, args: { ...p.args, x: "a", y: "a" } } }),
      },
    ],
    ran: ["a", "b"],
    passes: true,
    args_out: { a: "1", x: "b", y: "a" },
  },
  {
    name: "same priority keeps config order",
    plugins: [
      { name: "first", run: ok },
      { name: "second", run: ok },
    ],
    ran: ["first", "second"],
    passes: true,
  },
  {
    name: "sequential deny keeps earlier modification",
    plugins: [
      { name: "a", run: (p) => merge(setting("x", "a")(p), { metadata: { k: 1 } }) },
      { name: "b", run: () => merge(denial("CODE"), { metadata: { k: 2, j: 3 } }) },
      { name: "c", run: ok },
    ],
    ran: ["a", "b"],
    passes: false,
    args_out: { a: "1", x: "a" },
    code: "CODE",
    by: "b",
    metadata: { k: 2, j: 3 },
  },
  {
    name: "deny without violation",
    plugins: [{ name: "a", run: () => ({ continue_processing: false }) }],
    ran: ["a"],
    passes: false,
    code: "PLUGIN_DENIED",
    by: "a",
    differs: "cpex leaves the violation null; a denial without a reason helps nobody",
  },
  {
    name: "permissive deny + modification",
    plugins: [
      {
        name: "a",
        mode: "permissive",
        run: (p) => merge(denial("X"), setting("x", "a")(p), { metadata: { k: 1 } }),
      },
    ],
    ran: ["a"],
    passes: true,
    args_out: { a: "1", x: "a" },
    metadata: { k: 1 },
  },
  {
    name: "legacy enforce/enforce_ignore_error raise",
    plugins: [
      { name: "a", mode: "enforce_ignore_error", run: boom },
      { name: "b", run: setting("x", "b") },
    ],
    ran: ["a", "b"],
    passes: true,
    args_out: { a: "1", x: "b" },
  },
  {
    name: "enforce raise",
    plugins: [
      { name: "a", run: boom },
      { name: "b", run: ok },
    ],
    ran: ["a"],
    passes: false,
    code: "PLUGIN_ERROR",
    by: "a",
    differs: "cpex raises; here it is a violation, as in ContextForge 0.6",
  },
  {
    name: "permissive raise",
    plugins: [{ name: "a", mode: "permissive", run: boom }],
    ran: ["a"],
    passes: true,
    differs: "cpex raises in every mode; fail_on_plugin_error: true denies here too",
  },
  {
    name: "audit raise",
    plugins: [{ name: "a", mode: "audit", run: boom }],
    options: { settings: { fail_on_plugin_error: true } },
    ran: ["a"],
    passes: false,
    code: "PLUGIN_ERROR",
    by: "a",
    differs: "cpex raises without the setting",
  },
  {
    name: "timeout fail",
    plugins: [
      { name: "a", run: () => new Promise(() => {}) },
      { name: "b", run: ok },
    ],
    hangs: true,
    ran: ["a"],
    passes: false,
    code: "PLUGIN_TIMEOUT",
    by: "a",
    differs: "cpex raises; here it is a violation, as in ContextForge 0.6",
  },
  {
    name: "timeout ignore",
    plugins: [
      { name: "a", onError: "ignore", run: () => new Promise(() => {}) },
      { name: "b", run: ok },
    ],
    hangs: true,
    ran: ["a", "b"],
    passes: true,
  },
  {
    name: "on_error disable, called twice",
    plugins: [
      { name: "a", onError: "disable", run: boom },
      { name: "b", run: ok },
    ],
    calls: 2,
    ran: ["a", "b", "b"],
    passes: true,
  },
  {
    name: "phase order beats priority",
    plugins: [
      { name: "faf", mode: "fire_and_forget", priority: 1, run: ok },
      { name: "conc", mode: "concurrent", priority: 2, run: ok },
      { name: "aud", mode: "audit", priority: 3, run: ok },
      { name: "tr", mode: "permissive", priority: 4, run: setting("x", "tr") },
      { name: "seq", priority: 900, run: setting("x", "seq") },
    ],
    options: { settings: { execution_order: "cpex" } },
    ran: ["seq", "tr", "aud", "conc", "faf"],
    passes: true,
    args_out: { a: "1", x: "tr" },
    differs: "only with execution_order: cpex; priorities alone decide without it",
  },
  {
    name: "concurrent deny",
    plugins: [
      { name: "c1", mode: "concurrent", run: async () => ({}) },
      { name: "c2", mode: "concurrent", run: async () => denial("CC") },
      { name: "faf", mode: "fire_and_forget", run: ok },
    ],
    ran: ["c1", "c2", "faf"],
    passes: false,
    code: "CC",
    by: "c2",
  },
  {
    name: "audit in-place mutation",
    plugins: [{ name: "a", mode: "audit", run: (p) => Object.assign(p.args, { evil: "1" }) && undefined }],
    ran: ["a"],
    passes: true,
  },
  {
    name: "in-place mutation",
    plugins: [
      { name: "a", run: (p) => Object.assign(p.args, { evil: "1" }) && undefined },
      { name: "b", run: ok },
    ],
    ran: ["a"],
    passes: false,
    code: "PLUGIN_ERROR",
    by: "a",
    differs:
      "cpex drops it without a word (or shares it, without a policy): a plugin that believes to have masked must not be believed",
  },
  {
    name: "retry max + http headers lost",
    plugins: [
      { name: "a", run: () => ({ retry_delay_ms: 500, http_headers: { "X-A": "1" } }) },
      { name: "b", run: () => ({ retry_delay_ms: 100 }) },
    ],
    ran: ["a", "b"],
    passes: true,
    retry: 500,
    differs: "the headers are not lost here",
  },
  {
    name: "cond tools hit/miss",
    plugins: [
      { name: "hit", conditions: [{ tools: ["t"] }], run: ok },
      { name: "miss", conditions: [{ tools: ["other"] }], run: ok },
    ],
    ran: ["hit"],
    passes: true,
  },
  {
    name: "cond AND in one, OR across",
    plugins: [
      { name: "and", conditions: [{ tools: ["t"], server_ids: ["other"] }], run: ok },
      { name: "or", conditions: [{ tools: ["other"] }, { server_ids: ["s"] }], run: ok },
    ],
    context: { server_id: "s" },
    ran: ["or"],
    passes: true,
  },
  {
    name: "cond prompts-only on a tool hook",
    plugins: [{ name: "p", conditions: [{ prompts: ["x"] }], run: ok }],
    ran: ["p"],
    passes: true,
  },
  {
    name: "cond user pattern",
    plugins: [
      { name: "u", conditions: [{ user_patterns: ["admin-*"] }], run: ok },
      { name: "v", conditions: [{ user_patterns: ["admin"] }], run: ok },
    ],
    context: { user: "the-admin-1" },
    ran: ["v"],
    passes: true,
  },
  {
    name: "cond content type",
    plugins: [{ name: "u", conditions: [{ content_types: ["application/json"] }], run: ok }],
    context: { content_type: "Application/JSON; charset=utf-8" },
    ran: ["u"],
    passes: true,
  },
  {
    name: "empty condition lists match all",
    plugins: [{ name: "e", conditions: [{ tools: [], server_ids: [] }], run: ok }],
    ran: ["e"],
    passes: true,
  },
  {
    name: "size limit",
    plugins: [{ name: "a", run: ok }],
    args: { a: "x".repeat(1_000_001) },
    ran: [],
    passes: false,
    code: "PAYLOAD_TOO_LARGE",
    differs: "cpex raises; here it is a violation",
  },
  {
    name: "size limit nested",
    plugins: [{ name: "a", run: ok }],
    args: { a: [["x".repeat(1_000_001)]] },
    ran: [],
    passes: false,
    code: "PAYLOAD_TOO_LARGE",
    differs: "cpex does not count nested text exactly",
  },
  { name: "no plugins for hook", plugins: [], ran: [], passes: true },
];

for (const { differs, ...one } of recorded) {
  test(`${one.name}${differs === undefined ? "" : ` (differs: ${differs})`}`, async () => {
    const ran: string[] = [];
    const clock = fakeClock();
    const plugins = one.plugins.map(({ run, ...plugin }) => ({
      ...plugin,
      run: (...given: Parameters<NonNullable<TestPlugin["run"]>>) => {
        ran.push(plugin.name ?? "");
        return run?.(...given);
      },
    }));
    const manager = managerOf(plugins, { clock, ...one.options });
    const args = one.args ?? { a: "1" };
    const call = () =>
      manager.invokeHook("tool_pre_invoke", { name: "t", args }, contextOf(one.context), one.invoke);
    for (let before = 1; before < (one.calls ?? 1); before++) await call();
    const running = call();
    if (one.hangs) clock.advance(30_000);
    const outcome = await running;
    await manager.shutdown();

    assert.deepEqual(ran, one.ran);
    assert.equal(outcome.continue_processing, one.passes);
    assert.deepEqual(outcome.payload.args, one.args_out ?? args);
    assert.equal(outcome.violation?.code, one.code);
    assert.equal(outcome.violation?.plugin_name, one.by);
    assert.deepEqual(outcome.metadata, one.metadata ?? {});
    assert.equal(outcome.retry_delay_ms, one.retry ?? 0);
  });
}
