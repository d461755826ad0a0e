import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type GlobalContext,
  type JsonObject,
  type JsonValue,
  memoryStates,
  type PluginResult,
} from "plugins-adapter/framework";
import { type LogLine, newContext, newPlugin } from "plugins-adapter/testing";
import definition from "./plugin.ts";

type Answer = PluginResult<unknown> | undefined;
type Caller = Partial<Pick<GlobalContext, "user" | "tenant_id" | "server_id" | "session_id">>;

function guard(config: object, states = memoryStates()) {
  const log: LogLine[] = [];
  const plugin = newPlugin(definition, config, log, { states });
  const call = (args: object, caller: Caller = {}, name = "pay") => {
    const context = newContext();
    return plugin.tool_pre_invoke?.(
      { name, args: args as JsonObject },
      { ...context, global_context: { ...context.global_context, ...caller } },
    ) as Answer;
  };
  return { call, log };
}

const codeOf = (answer: Answer) => answer?.violation?.code;
function brokenBy(config: object, args: object, name = "pay"): string[] {
  const errors = (guard(config).call(args, {}, name)?.violation?.details?.["errors"] ?? []) as JsonObject[];
  return errors.map(({ path, constraint }) => `${path} ${constraint}`);
}

describe("constraints", () => {
  const rows: readonly [constraint: object, holds: readonly JsonValue[], breaks: readonly JsonValue[]][] = [
    [
      { allowed: ["EUR", 5, { a: [1] }] },
      ["EUR", 5, { a: [1] }],
      ["eur", "5", "EUR ", ["EUR"], { a: [1, 2] }, true],
    ],
    [
      { denied: ["Prod", 5] },
      ["production", 55, ["dev"], {}],
      ["Prod", " pROD ", "Ｐrod", 5, "5", ["a", "prod"]],
    ],
    [{ min: 1 }, [1, 1.5, 1e9], [0.99, -1, "1", [1], true, {}]],
    [{ max: 100 }, [100, -5], [100.01, "100", 1e300, [1]]],
    [{ min_length: 2 }, ["ab", [1, 2], { a: 1, b: 2 }, "\u{1f600}b"], ["a", "\u{1f600}", [1], {}, 12]],
    [{ max_length: 2 }, ["ab", "\u{1f600}\u{1f600}", [], {}], ["abc", [1, 2, 3], { a: 1, b: 2, c: 3 }, 5]],
    [{ pattern: "^[a-z]+$" }, ["abc"], ["Abc", "a\n", 5, ["abc"]]],
    [
      { denied_pattern: "(?i)drop" },
      ["rain", 5, { a: ["b"] }],
      ["Drops", { a: ["x", "drop"] }, { dropped: 1 }],
    ],
    [{ denied_pattern: "^5$" }, [55], [5, [5]]],
    [{ type: "string" }, [""], [5, [], {}, true]],
    [{ type: "integer" }, [5, 5], [5.5, "5"]],
    [{ type: "object" }, [{}], [[], "a"]],
    [{ type: "array" }, [[]], [{}, "a"]],
    [{ type: "boolean" }, [false], ["false", 0]],
  ];
  for (const [constraint, holds, breaks] of rows)
    test(JSON.stringify(constraint), () => {
      const config = { rules: [{ arguments: { a: constraint } }] };
      for (const value of [...holds, null])
        assert.deepEqual(brokenBy(config, { a: value }), [], JSON.stringify(value));
      assert.deepEqual(brokenBy(config, {}), []);
      for (const value of breaks) {
        const [broken = ""] = brokenBy(config, { a: value });
        assert.ok(
          Object.keys(constraint).some((name) => broken === `a ${name}`),
          `${JSON.stringify(value)}: ${broken}`,
        );
      }
    });
});

describe("paths", () => {
  const rows: readonly [path: string, args: object, broken: boolean][] = [
    ["a", { a: 5 }, true],
    ["a", { b: { a: 5 } }, false],
    ["a", { A: 5 }, true],
    ["KEY", { "\u212aey": 5 }, true],
    ["a.b", { a: { b: 5 } }, true],
    ["/a/b", { a: { b: 5 } }, true],
    ["/a~1b/~0", { "a/b": { "~": 5 } }, true],
    ["/a.b", { "a.b": 5 }, true],
    ["a.1", { a: [0, 5] }, true],
    ["a.1", { a: [5, 0] }, false],
    ["a.1", { a: { 1: 5 } }, true],
    ["a.*", { a: [0, 5] }, true],
    ["a.*.b", { a: { x: { b: 0 }, y: { b: 5 } } }, true],
    ["*", { other: 5 }, true],
    ["a.length", { a: [1, 2, 3, 4, 5] }, false],
    ["a.constructor", { a: {} }, false],
    ["/__proto__", JSON.parse('{"__proto__":5}'), true],
  ];
  for (const [path, args, broken] of rows)
    test(`${path} in ${JSON.stringify(args)}`, () => {
      const config = { rules: [{ arguments: { [path]: { denied: [5] } } }] };
      assert.equal(brokenBy(config, args).length > 0, broken);
    });

  test("more values than max_values are denied", () => {
    const rules = [{ arguments: { "a.*": { min: 0 } } }];
    assert.deepEqual(brokenBy({ rules, max_values: 3 }, { a: [1, 2, 3] }), []);
    assert.deepEqual(brokenBy({ rules, max_values: 3 }, { a: [1, 2, 3, 4] }), ["a.* max_values"]);
    const texts = [{ arguments: { a: { denied_pattern: "x" } } }];
    assert.deepEqual(brokenBy({ rules: texts, max_values: 3 }, { a: [1, 2, 3, 4] }), ["a max_values"]);
    const none = [{ forbidden: ["a.*.b"] }];
    assert.deepEqual(brokenBy({ rules: none, max_values: 3 }, { a: [1, 2, 3, { b: 1 }] }), [
      "a.*.b forbidden",
    ]);
  });
});

describe("rules", () => {
  test("required, forbidden and only_named", () => {
    const config = {
      rules: [
        {
          arguments: { "to.iban": { type: "string" } },
          required: ["amount"],
          forbidden: ["force"],
          only_named: true,
        },
      ],
    };
    assert.deepEqual(brokenBy(config, { amount: 1, to: { iban: "x", name: "y" } }), []);
    assert.deepEqual(brokenBy(config, { amount: null }), ["amount required"]);
    assert.deepEqual(brokenBy(config, { amount: 1, FORCE: true }), ["force forbidden", " only_named"]);
    assert.deepEqual(brokenBy(config, { amount: 1, note: "" }), [" only_named"]);
  });

  test("all that name the tool count, and are told by name or number", () => {
    const rules = [
      { tools: ["pay*"], arguments: { a: { max: 1 } } },
      { tools: ["pay"], name: "second", arguments: { a: { max: 2 } } },
      { tools: ["other"], required: ["b"] },
    ];
    const { call } = guard({ rules });
    const told = call({ a: 3 })?.violation?.details?.["errors"];
    assert.deepEqual(told, [
      { rule: "1", path: "a", constraint: "max" },
      { rule: "second", path: "a", constraint: "max" },
    ]);
    assert.match(call({ a: 3 })?.violation?.description ?? "", /: a max, a max$/);
    assert.equal(codeOf(call({ a: 3 }, {}, "list")), undefined);
  });

  test("block_on_violation: false tells and lets pass, but spends", () => {
    const { call, log } = guard({
      block_on_violation: false,
      rules: [{ arguments: { a: { max: 1 } } }],
      spend: [{ name: "s", tools: ["*"], argument: "a", limit: 5, window: "1h" }],
    });
    const answer = call({ a: 3 });
    assert.equal(answer?.violation, undefined);
    assert.ok(answer?.metadata?.["argument_guard"]);
    assert.equal(log.length, 1);
    assert.equal(codeOf(call({ a: 3 })), "ARGUMENT_GUARD_SPENT");
  });

  test("a denial names at most 20 faults, and no values", () => {
    const rules = Array.from({ length: 30 }, (_, at) => ({ arguments: { [`a${at}`]: { max: 1 } } }));
    const args = Object.fromEntries(rules.map((_, at) => [`a${at}`, "hush"]));
    const { violation } = guard({ rules }).call(args) ?? {};
    assert.equal((violation?.details?.["errors"] as unknown[] | undefined)?.length, 20);
    assert.ok(!JSON.stringify(violation).includes("hush"));
  });

  const refused: readonly (readonly [name: string, config: object])[] = [
    ["an empty constraint", { rules: [{ arguments: { a: {} } }] }],
    ["an empty path", { rules: [{ arguments: { "a..b": { max: 1 } } }] }],
    ["a pattern that looks behind", { rules: [{ arguments: { a: { pattern: "(?<=a)" } } }] }],
    ["a word for a time", { spend: [{ name: "s", tools: ["*"], argument: "a", limit: 5, window: "day" }] }],
    [
      "more decimals than count",
      { spend: [{ name: "s", tools: ["*"], argument: "a", limit: 0.001, window: "1d" }] },
    ],
    [
      "a limit that is too large",
      { spend: [{ name: "s", tools: ["*"], argument: "a", limit: 1e8, window: "1d" }] },
    ],
    [
      "one name twice",
      { spend: ["1d", "1h"].map((window) => ({ name: "s", tools: ["*"], argument: "a", limit: 5, window })) },
    ],
  ];
  for (const [name, config] of refused) test(`${name} is refused`, () => assert.throws(() => guard(config)));
});

describe("spending", () => {
  const spend = (more: object = {}) => ({
    spend: [{ name: "daily", tools: ["pay*"], argument: "amount", limit: 10, window: "1d", ...more }],
  });
  const spent = "ARGUMENT_GUARD_SPENT";

  test("is summed until the limit, in decimals", () => {
    const { call } = guard(spend());
    for (const amount of [5, 4.99, "0.01", 0]) assert.equal(codeOf(call({ amount })), undefined);
    const answer = call({ amount: 0.01 });
    assert.equal(codeOf(answer), spent);
    assert.equal(answer?.violation?.http_status_code, 429);
    assert.ok(Number(answer?.violation?.http_headers?.["Retry-After"]) > 0);
    assert.equal(codeOf(call({ amount: 0 })), undefined);
    assert.equal(codeOf(call({ amount: 5 }, {}, "list")), undefined);
  });

  test("what is denied spends nothing", () => {
    const { call } = guard(spend());
    assert.equal(codeOf(call({ amount: 10.01 })), spent);
    assert.equal(codeOf(call({ amount: 6 })), undefined);
    assert.equal(codeOf(call({ amount: 6 })), spent);
    assert.equal(codeOf(call({ amount: 4 })), undefined);
  });

  test("of two limits a call takes from both or from none", () => {
    const both = [...spend().spend, ...spend({ name: "each", limit: 4, window: "1s", by: ["tool"] }).spend];
    const { call } = guard({ spend: both });
    assert.equal(codeOf(call({ amount: 5 })), spent);
    assert.equal(codeOf(call({ amount: 4 })), undefined);
    assert.equal(codeOf(call({ amount: 4 }, {}, "pay_b")), undefined);
    assert.equal(codeOf(call({ amount: 3 }, {}, "pay_c")), spent);
    assert.equal(codeOf(call({ amount: 2 }, {}, "pay_c")), undefined);
  });

  test("amounts at several places are summed", () => {
    const { call } = guard(spend({ argument: "items.*.price" }));
    assert.equal(codeOf(call({ items: [{ price: 5 }, { price: 5.01 }] })), spent);
    assert.equal(codeOf(call({ items: [{ price: 5 }, { PRICE: 5 }] })), undefined);
  });

  const unreadable: readonly JsonValue[] = [-1, "-1", "1e3", "ten", "", " 5", true, [5], {}];
  for (const amount of unreadable)
    test(`${JSON.stringify(amount)} is no amount`, () => {
      assert.equal(codeOf(guard(spend()).call({ amount })), "ARGUMENT_GUARD_NO_AMOUNT");
    });

  test("an absent amount is denied, or what the option says", () => {
    for (const args of [{}, { amount: null }]) {
      assert.equal(codeOf(guard(spend()).call(args)), "ARGUMENT_GUARD_NO_AMOUNT");
      assert.equal(codeOf(guard(spend({ absent: 0 })).call(args)), undefined);
      const { call } = guard(spend({ absent: 6 }));
      assert.equal(codeOf(call(args)), undefined);
      assert.equal(codeOf(call(args)), spent);
    }
  });

  /** Whether the second call is counted with the first. */
  const rows: readonly [by: readonly string[], first: Caller, second: Caller, together: boolean][] = [
    [["user"], { user: "a" }, { user: "a" }, true],
    [["user"], { user: "a" }, { user: "b" }, false],
    [["user"], {}, {}, true],
    [["user"], { user: { sub: "a", iat: 1 } }, { user: { sub: "a", iat: 2 } }, true],
    [["user"], { user: "a", tenant_id: "t" }, { user: "a", tenant_id: "u" }, false],
    [["tenant"], { user: "a", tenant_id: "t" }, { user: "b", tenant_id: "t" }, true],
    [["tenant"], { tenant_id: "t" }, {}, false],
    [["server"], { server_id: "s" }, { server_id: "r" }, false],
    [["session"], { session_id: "one" }, { session_id: "two" }, false],
    [["user", "session"], { user: "a", session_id: "one" }, { user: "b", session_id: "one" }, false],
    [["session"], { user: "a", session_id: "one" }, { user: "b", session_id: "one" }, true],
    [[], { user: "a" }, { user: "b" }, true],
  ];
  for (const [by, first, second, together] of rows)
    test(`by ${by.join(" and ") || "nobody"}: ${JSON.stringify([first, second])}`, () => {
      const { call } = guard(spend({ by }));
      assert.equal(codeOf(call({ amount: 6 }, first)), undefined);
      assert.equal(codeOf(call({ amount: 6 }, second)), together ? spent : undefined);
    });

  test("what was spent is kept over reloads, under the name", () => {
    const states = memoryStates();
    assert.equal(codeOf(guard(spend(), states).call({ amount: 6 })), undefined);
    assert.equal(codeOf(guard(spend(), states).call({ amount: 6 })), spent);
    assert.equal(codeOf(guard(spend({ name: "other" }), states).call({ amount: 6 })), undefined);
  });

  for (const [fail_mode, code] of [
    ["closed", "ARGUMENT_GUARD_UNAVAILABLE"],
    ["open", undefined],
  ] as const)
    test(`without Redis, fail_mode: ${fail_mode}`, async () => {
      const memory = memoryStates().of("p");
      const down = { ...memory, kind: "redis" as const, use: () => Promise.reject(new Error("away")) };
      const { call, log } = guard({ ...spend(), fail_mode }, { ...memoryStates(), of: () => down });
      for (const _ of [1, 2]) assert.equal(codeOf(await call({ amount: 1 })), code);
      assert.equal(log.length, 1);
    });
});

test("long arguments are read in linear time", () => {
  const { call } = guard({
    rules: [
      {
        arguments: {
          text: { pattern: "^(a+)+$", denied_pattern: "(x+x+)+y", max_length: 1_000_000, denied: ["a"] },
          "list.*": { denied_pattern: "b", max: 5 },
        },
      },
    ],
    max_values: 1_000_000,
  });
  const began = process.cpuUsage();
  for (const letter of ["a", "x", "é", "\u{1f600}"])
    call({ text: letter.repeat(100_000), list: Array(50_000).fill(1) });
  const { user, system } = process.cpuUsage(began);
  assert.ok((user + system) / 1000 < 5000);
});
