import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { HookOutcome, ToolPreInvokePayload } from "../../src/framework/index.ts";
import { contextOf, deny, greetingHook, keepingLog, managerOf, setting, toolCall } from "./manager-of.ts";

const nothing = () => undefined;

test("synchronous plugins are answered at once, with no promise", () => {
  const manager = managerOf([{ run: nothing }, { run: setting("x", "1") }, { run: () => deny }]);
  const outcome = manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.ok(!(outcome instanceof Promise));
  assert.equal(outcome.continue_processing, false);
});

test("plugins run in ascending priority, stable in config order, each seeing the edits before it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ priority: fc.integer({ min: -3, max: 3 }), off: fc.boolean() }), {
        maxLength: 12,
      }),
      (plugins) => {
        const ran: number[] = [];
        const entries = plugins.map(({ priority, off }, index) => ({
          name: `p${index}`,
          priority,
          mode: off ? ("disabled" as const) : ("enforce" as const),
          run: (payload: ToolPreInvokePayload) => {
            assert.equal(Object.keys(payload.args).length, ran.length);
            ran.push(index);
            return { modified_payload: { ...payload, args: { ...payload.args, [`p${index}`]: "1" } } };
          },
        }));
        void managerOf(entries).invokeHook("tool_pre_invoke", toolCall({}), contextOf());
        const expected = plugins
          .map((plugin, index) => ({ ...plugin, index }))
          .filter(({ off }) => !off)
          .sort((a, b) => a.priority - b.priority || a.index - b.index);
        assert.deepEqual(
          ran,
          expected.map(({ index }) => index),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test("execution_order: cpex puts modes before priorities", () => {
  const ran: string[] = [];
  const plugin = (
    name: string,
    mode: "enforce" | "permissive" | "audit" | "concurrent",
    priority: number,
  ) => ({
    name,
    mode,
    priority,
    run: () => void ran.push(name),
  });
  const manager = managerOf(
    [
      plugin("conc", "concurrent", 1),
      plugin("aud", "audit", 2),
      plugin("perm", "permissive", 3),
      plugin("enf", "enforce", 900),
    ],
    { settings: { execution_order: "cpex" } },
  );
  void manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.deepEqual(ran, ["enf", "perm", "aud", "conc"]);
});

test("nothing edited: the very object that went in comes out", () => {
  const manager = managerOf([
    { run: nothing },
    { run: (payload) => ({ modified_payload: payload }) },
    { run: (payload) => ({ modified_payload: structuredClone(payload) }) },
  ]);
  const payload = toolCall({ a: [1, { b: null }] });
  const outcome = run(manager.invokeHook("tool_pre_invoke", payload, contextOf()));
  assert.equal(outcome.payload, payload);
  assert.equal(outcome.modified, false);
});

test("a key named __proto__ in arguments survives an edit beside it", () => {
  const args = JSON.parse('{"__proto__": {"x": 1}, "a": "1"}');
  const outcome = run(
    managerOf([{ run: setting("a", "2") }]).invokeHook("tool_pre_invoke", toolCall(args), contextOf()),
  );
  assert.equal(JSON.stringify(outcome.payload.args), '{"__proto__":{"x":1},"a":"2"}');
});

test("parts of a result that an edit left are the same objects", () => {
  const big = { type: "text", text: "unchanged" };
  const manager = managerOf([
    {
      plugin: {
        tool_post_invoke: ({ name, result }: { name: string; result: { content: object[] } }) => ({
          modified_payload: { name, result: { ...result, isError: true } },
        }),
      },
    },
  ]);
  const payload = { name: "t", result: { content: [big] } };
  const { payload: edited } = run(manager.invokeHook("tool_post_invoke", payload, contextOf()));
  assert.deepEqual(edited.result, { content: [big], isError: true });
  assert.equal((edited.result as typeof payload.result).content[0], big);
});

for (const [what, mutate] of [
  ["an argument", (payload: ToolPreInvokePayload) => Object.assign(payload.args, { a: "evil" })],
  ["a new argument", (payload: ToolPreInvokePayload) => Object.assign(payload.args, { b: "evil" })],
  ["the name", (payload: ToolPreInvokePayload) => Object.assign(payload, { name: "evil" })],
  ["a nested list", (payload: ToolPreInvokePayload) => void (payload.args["list"] as string[]).push("evil")],
] as const) {
  test(`writing to the payload in place is an error of the plugin: ${what}`, () => {
    const manager = managerOf([{ run: mutate }]);
    const outcome = run(
      manager.invokeHook("tool_pre_invoke", toolCall({ a: "1", list: ["x"] }), contextOf()),
    );
    assert.equal(outcome.violation?.code, "PLUGIN_ERROR");
    assert.equal(outcome.violation.details["error"], "TypeError");
    assert.deepEqual(outcome.payload, toolCall({ a: "1", list: ["x"] }));
  });
}

test("with copied isolation, what a plugin writes in place is its edit, returned or not", () => {
  const mutate = (payload: ToolPreInvokePayload) => {
    payload.args["a"] = "masked";
  };
  const returned = (payload: ToolPreInvokePayload) => {
    mutate(payload);
    return { modified_payload: payload };
  };
  for (const handler of [mutate, returned]) {
    const seen: unknown[] = [];
    const manager = managerOf([
      { isolation: "copied", run: handler },
      { run: (payload) => void seen.push(payload.args["a"]) },
    ]);
    const outcome = run(manager.invokeHook("tool_pre_invoke", toolCall(), contextOf()));
    assert.equal(outcome.modified, true);
    assert.deepEqual(outcome.payload.args, { a: "masked" });
    assert.deepEqual(seen, ["masked"]);
  }
});

test("with copied isolation, a mode that may not edit does not", () => {
  const manager = managerOf([
    {
      isolation: "copied",
      mode: "audit",
      run: (payload) => Object.assign(payload.args, { a: "x" }) && undefined,
    },
  ]);
  const outcome = run(manager.invokeHook("tool_pre_invoke", toolCall(), contextOf()));
  assert.equal(outcome.modified, false);
  assert.deepEqual(outcome.payload.args, { a: "1" });
});

test("only writable fields come back; others keep their value, with one warning", () => {
  const log = keepingLog();
  const manager = managerOf(
    [
      {
        plugin: {
          tool_post_invoke: () => ({
            modified_payload: { name: "renamed", result: "new", extra: 1, more: 2 },
          }),
        },
      },
    ],
    { log },
  );
  for (let call = 0; call < 3; call++) {
    const outcome = run(manager.invokeHook("tool_post_invoke", { name: "t", result: "old" }, contextOf()));
    assert.deepEqual(outcome.payload, { name: "t", result: "new" });
  }
  assert.deepEqual(
    log.lines.map(({ fields }) => (fields as { field: string }).field),
    ["name", "(unknown field)"],
  );
});

for (const [what, proposed, expected] of [
  ["absent fields keep their value", { name: "t2" }, { name: "t2", args: { a: "1" } }],
  ["an empty object empties", { args: {} }, { name: "t", args: {} }],
  ["null for a field that is not there is nothing", { headers: null }, { name: "t", args: { a: "1" } }],
  ["undefined is nothing", { args: undefined }, { name: "t", args: { a: "1" } }],
  ["a field is added", { headers: { x: "1" } }, { name: "t", args: { a: "1" }, headers: { x: "1" } }],
] as const) {
  test(`modified_payload: ${what}`, () => {
    const manager = managerOf([{ run: () => ({ modified_payload: proposed }) }]);
    const outcome = run(manager.invokeHook("tool_pre_invoke", toolCall(), contextOf()));
    assert.deepEqual(outcome.payload, expected);
    assert.equal(outcome.continue_processing, true);
  });
}

const cycle: { self?: unknown } = {};
cycle.self = cycle;
const bomb = Array.from({ length: 64 }).reduce<unknown>((inner) => [inner, inner], "x");
for (const [what, args] of [
  ["a date", { when: new Date(0) }],
  ["not a number", { n: Number.NaN }],
  ["undefined", { u: undefined }],
  ["a function", { f: () => 1 }],
  ["a big integer", { b: 1n }],
  ["a cycle", cycle],
  ["parts that are shared 2^64 times", { bomb }],
  ["an array", ["x"]],
  ["null", null],
] as const) {
  test(`modified_payload whose args are or hold ${what} is an error of the plugin`, () => {
    const manager = managerOf([{ run: (payload) => ({ modified_payload: { ...payload, args } }) }]);
    const outcome = run(manager.invokeHook("tool_pre_invoke", toolCall(), contextOf()));
    assert.equal(outcome.violation?.code, "PLUGIN_ERROR");
    assert.equal(outcome.modified, false);
  });
}

test("a deny keeps the edits before it, not its own", () => {
  const manager = managerOf([
    { run: setting("x", "1") },
    { run: (p) => ({ ...deny, ...setting("y", "1")(p) }) },
  ]);
  const outcome = run(manager.invokeHook("tool_pre_invoke", toolCall(), contextOf()));
  assert.equal(outcome.continue_processing, false);
  assert.deepEqual(outcome.payload.args, { a: "1", x: "1" });
});

test("a permissive deny with an edit: the edit is applied, the violation stays in the record", () => {
  const manager = managerOf([{ mode: "permissive", run: (p) => ({ ...deny, ...setting("y", "1")(p) }) }]);
  const outcome = run(manager.invokeHook("tool_pre_invoke", toolCall(), contextOf()));
  assert.equal(outcome.continue_processing, true);
  assert.equal(outcome.violation, undefined);
  assert.deepEqual(outcome.payload.args, { a: "1", y: "1" });
  assert.deepEqual(outcome.executions[0]?.violation?.code, "NO");
});

test("metadata: later keys win; headers: without case; retry: the longest; a denier's count too", () => {
  const manager = managerOf([
    {
      run: () => ({
        metadata: { k: 1, i: 1 },
        http_headers: { "X-Limit": "1", "X-A": "a" },
        retry_delay_ms: 500,
      }),
    },
    {
      mode: "permissive",
      run: () => ({ ...deny, metadata: { k: 2 }, http_headers: { "x-limit": "2" }, retry_delay_ms: 100 }),
    },
    { run: () => ({ ...deny, metadata: { j: 3 } }) },
  ]);
  const outcome = run(manager.invokeHook("tool_pre_invoke", toolCall(), contextOf()));
  assert.deepEqual(outcome.metadata, { k: 2, i: 1, j: 3 });
  assert.deepEqual(outcome.http_headers, { "X-A": "a", "x-limit": "2" });
  assert.equal(outcome.retry_delay_ms, 500);
});

test("what only informs is left out when malformed, and breaks nothing", () => {
  const http_headers = { "bad name": "x", ok: "fine", split: "a\r\nset-cookie: b", number: 1 };
  const metadata = JSON.parse('{"__proto__": {"polluted": true}, "ok": 1}');
  metadata.date = new Date(0);
  const manager = managerOf([{ run: () => ({ http_headers, metadata, retry_delay_ms: "soon" }) }]);
  const outcome = run(manager.invokeHook("tool_pre_invoke", toolCall(), contextOf()));
  assert.equal(outcome.continue_processing, true);
  assert.deepEqual(outcome.http_headers, { ok: "fine" });
  assert.deepEqual(outcome.metadata, { ok: 1 });
  assert.equal(outcome.retry_delay_ms, 0);
});

test("a violation without continue_processing denies; with continue_processing true it does not", () => {
  const violation = { reason: "r" };
  const [denies, goesOn] = [{ violation }, { violation, continue_processing: true }].map((result) =>
    run(managerOf([{ run: () => result }]).invokeHook("tool_pre_invoke", toolCall(), contextOf())),
  );
  assert.equal(denies?.continue_processing, false);
  assert.equal(goesOn?.continue_processing, true);
});

test("an error's message is told only when asked for", () => {
  const plugin = {
    run: () => {
      throw new TypeError("card 4111111111111111");
    },
  };
  const log = keepingLog();
  const hidden = run(managerOf([plugin], { log }).invokeHook("tool_pre_invoke", toolCall(), contextOf()));
  assert.equal(hidden.violation?.description, "Plugin a failed: TypeError");
  assert.ok(!JSON.stringify(log.lines).includes("4111"));
  assert.match(JSON.stringify(log.lines), /executor\.test/);
  const told = run(
    managerOf([plugin], { settings: { expose_plugin_errors: true } }).invokeHook(
      "tool_pre_invoke",
      toolCall(),
      contextOf(),
    ),
  );
  assert.equal(told.violation?.description, "Plugin a failed: TypeError: card 4111111111111111");
});

const hostile = new Proxy(
  {},
  {
    get() {
      throw new Error("trap");
    },
    getPrototypeOf() {
      throw new Error("trap");
    },
  },
);
for (const [what, handler] of [
  [
    "throws null",
    () => {
      // biome-ignore lint/style/useThrowOnlyError: plugins do
      throw null;
    },
  ],
  [
    "throws a hostile object",
    () => {
      throw hostile;
    },
  ],
  ["answers with a hostile object", () => hostile],
  [
    "answers with a thenable that throws",
    () => ({
      // biome-ignore lint/suspicious/noThenProperty: plugins do
      then() {
        throw new Error("no");
      },
    }),
  ],
  [
    "answers with a getter that throws",
    () => ({
      get continue_processing() {
        throw new Error("no");
      },
    }),
  ],
] as const) {
  test(`a plugin that ${what} is a PLUGIN_ERROR`, async () => {
    const outcome = await managerOf([{ run: handler }]).invokeHook(
      "tool_pre_invoke",
      toolCall(),
      contextOf(),
    );
    assert.equal(outcome.violation?.code, "PLUGIN_ERROR");
  });
}

test("on_error: disable switches the plugin off until it is switched on again", () => {
  const ran: string[] = [];
  const manager = managerOf([
    {
      name: "a",
      onError: "disable",
      run: () => {
        ran.push("a");
        throw new Error("x");
      },
    },
    { name: "b", run: () => void ran.push("b") },
  ]);
  const call = () => run(manager.invokeHook("tool_pre_invoke", toolCall(), contextOf())).continue_processing;
  assert.deepEqual([call(), call()], [true, true]);
  assert.deepEqual(ran, ["a", "b", "b"]);
  assert.equal(manager.switchOn("a"), true);
  call();
  assert.deepEqual(ran, ["a", "b", "b", "a", "b"]);
  assert.equal(manager.switchOn("zzz"), false);
});

test("plugins share global state and metadata; who is calling they only read", () => {
  const context = contextOf({ user: { email: "x@y.z" } });
  const manager = managerOf([
    {
      run: (_, { global_context }) => {
        global_context.state["s"] = 1;
        global_context.metadata["m"] = 1;
      },
    },
    {
      mode: "audit",
      run: (_, { global_context }) => {
        global_context.state["audit"] = 1;
      },
    },
    {
      mode: "audit",
      run: (_, { global_context }) => {
        global_context.tenant_id = "evil";
      },
    },
    {
      mode: "audit",
      run: (_, { global_context }) => {
        (global_context.user as { email: string }).email = "evil";
      },
    },
  ]);
  const outcome = run(manager.invokeHook("tool_pre_invoke", toolCall(), context));
  assert.deepEqual(context, contextOf({ user: { email: "x@y.z" }, state: { s: 1 }, metadata: { m: 1 } }));
  assert.deepEqual(
    outcome.executions.map(({ verdict }) => verdict),
    ["allow", "allow", "error", "error"],
  );
});

test("hooks of a host program: only their writable fields, their own schema", () => {
  const plugin = { hooks: { greeting: () => ({ modified_payload: { text: "hello", to: "all" } }) } };
  const manager = managerOf([{ plugin }], { hooks: [greetingHook] });
  const outcome = run(manager.invokeHook("greeting", { text: "hi", to: "you" }, contextOf()));
  assert.deepEqual(outcome.payload, { text: "hello", to: "you" });
});

test("a hook that nobody registered is a mistake of the caller", () => {
  const manager = managerOf([]);
  assert.throws(
    () => manager.invokeHook("tool_pre_invok", {}, contextOf()),
    /did you mean "tool_pre_invoke"/,
  );
});

function run<P>(outcome: HookOutcome<P> | Promise<HookOutcome<P>>): HookOutcome<P> {
  assert.ok(!(outcome instanceof Promise), "no plugin here is asynchronous");
  return outcome;
}
