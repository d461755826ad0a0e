import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type {
  BudgetUse,
  GlobalContext,
  PluginResult,
  PluginState,
  PluginStates,
} from "plugins-adapter/framework";
import { memoryStates } from "plugins-adapter/framework";
import { type LogLine, newContext, newPlugin } from "plugins-adapter/testing";
import definition from "./plugin.ts";
import { readRate } from "./rate.ts";

type Caller = Partial<Pick<GlobalContext, "user" | "tenant_id" | "server_id">>;
type Answer = PluginResult<unknown> | undefined;

function contextOf(caller: Caller) {
  const context = newContext();
  return { ...context, global_context: { ...context.global_context, ...caller } };
}

/** Calls of tools, one after the other. */
function limiter(config: object, clock = stopped()) {
  const plugin = newPlugin(definition, config, [], { states: memoryStates({ clock }) });
  return {
    plugin,
    clock,
    call: (caller: Caller = {}, name = "tool") =>
      plugin.tool_pre_invoke?.({ name, args: {} }, contextOf(caller)) as Answer,
  };
}

function stopped() {
  const clock = { at: 0, now: () => clock.at };
  return clock;
}

const codeOf = (answer: Answer) => answer?.violation?.code;

describe("rates", () => {
  const rows: readonly [text: string, count: number | undefined, windowMs?: number][] = [
    ["60/m", 60, 60_000],
    ["1/s", 1, 1000],
    ["5 / sec", 5, 1000],
    ["5/SECOND", 5, 1000],
    ["7/min", 7, 60_000],
    ["7/minute", 7, 60_000],
    ["9/h", 9, 3_600_000],
    ["9/hr", 9, 3_600_000],
    ["1000000/hour", 1_000_000, 3_600_000],
    ["1000001/s", undefined],
    ["0/m", undefined],
    ["-1/m", undefined],
    ["1.5/m", undefined],
    ["60", undefined],
    ["60/", undefined],
    ["60/d", undefined],
    ["60/constructor", undefined],
    ["", undefined],
  ];
  for (const [text, count, windowMs] of rows)
    test(JSON.stringify(text), () => {
      const reading = readRate(text);
      assert.deepEqual(reading.ok ? reading.rate : undefined, count && { count, windowMs });
    });
});

describe("who is counted with whom", () => {
  /** The second call is denied where both are the same to the limit. */
  const rows: readonly [name: string, config: object, first: Caller, second: Caller, denied: boolean][] = [
    ["one user", { by_user: "1/m" }, { user: "a" }, { user: "a" }, true],
    ["white space is no other user", { by_user: "1/m" }, { user: "a" }, { user: " a " }, true],
    ["two users", { by_user: "1/m" }, { user: "a" }, { user: "b" }, false],
    ["nobody and nobody", { by_user: "1/m" }, {}, {}, true],
    ["nobody and an empty name", { by_user: "1/m" }, {}, { user: "  " }, true],
    ["nobody and an object that names nobody", { by_user: "1/m" }, {}, { user: { iat: 1 } }, true],
    ["nobody and somebody who calls himself so", { by_user: "1/m" }, {}, { user: "-" }, false],
    [
      "objects of one e-mail",
      { by_user: "1/m" },
      { user: { email: "a", iat: 1 } },
      { user: { email: "a" } },
      true,
    ],
    [
      "objects of one subject",
      { by_user: "1/m" },
      { user: { sub: "a", iat: 1 } },
      { user: { sub: "a" } },
      true,
    ],
    ["an object and its name", { by_user: "1/m" }, { user: { sub: "a" } }, { user: "a" }, true],
    [
      "one user in two tenants",
      { by_user: "1/m" },
      { user: "a", tenant_id: "t" },
      { user: "a", tenant_id: "u" },
      false,
    ],
    [
      "names that run together",
      { by_user: "1/m" },
      { user: "b=c", tenant_id: "a" },
      { user: "c", tenant_id: "a=b" },
      false,
    ],
    ["one tenant", { by_tenant: "1/m" }, { user: "a", tenant_id: "t" }, { user: "b", tenant_id: "t" }, true],
    ["two tenants", { by_tenant: "1/m" }, { tenant_id: "t" }, { tenant_id: "u" }, false],
    ["no tenant and no tenant", { by_tenant: "1/m" }, { user: "a" }, { user: "b" }, true],
    ["one server", { by_server: "1/m" }, { user: "a", server_id: "s" }, { user: "b", server_id: "s" }, true],
    ["two servers", { by_server: "1/m" }, { server_id: "s" }, { server_id: "r" }, false],
    ["no server and a name that is none", { by_server: "1/m" }, {}, { server_id: "a b" }, true],
    ["a tool, for all users", { by_tool: { " Tool ": "1/m" } }, { user: "a" }, { user: "b" }, true],
    ["a tool, in two tenants", { by_tool: { tool: "1/m" } }, { tenant_id: "a" }, { tenant_id: "b" }, false],
    ["another tool", { by_tool: { other: "1/m" } }, {}, {}, false],
    ["a user on one server", { by_user_per_server: "1/m" }, { server_id: "s" }, { server_id: "s" }, true],
    ["a user on two servers", { by_user_per_server: "1/m" }, { server_id: "s" }, { server_id: "r" }, false],
  ];
  for (const [name, config, first, second, denied] of rows)
    test(name, () => {
      const { call } = limiter(config);
      assert.equal(codeOf(call(first)), undefined);
      assert.equal(codeOf(call(second)), denied ? "RATE_LIMIT" : undefined);
    });

  test("letter case and white space make no other tool", () => {
    const { call } = limiter({ by_tool: { search: "2/m" } });
    const answers = ["SEARCH", " search", "Search"].map((name) => codeOf(call({}, name)));
    assert.deepEqual(answers, [undefined, undefined, "RATE_LIMIT"]);
  });

  test("a call on an unknown server has no limit of its own to pass by", () => {
    const { call, plugin } = limiter({ by_user_per_server: "1/m" });
    for (const server_id of [undefined, "", "a b", "x".repeat(129)]) {
      const answer = call(server_id === undefined ? {} : { server_id });
      assert.deepEqual(
        [codeOf(answer), answer?.violation?.http_status_code],
        ["RATE_LIMIT_CONTEXT_MISSING", 503],
      );
    }
    assert.equal(plugin.prompt_pre_fetch?.({ prompt_id: "p", args: {} }, contextOf({})), undefined);
  });

  test("prompts and resources count with tools; only prompts have the rates of names", () => {
    const { call, plugin } = limiter({ by_user: "4/m", by_tool: { p: "1/m" } });
    const prompt = () => plugin.prompt_pre_fetch?.({ prompt_id: "P", args: {} }, contextOf({})) as Answer;
    const resource = () => plugin.resource_pre_fetch?.({ uri: "p", metadata: {} }, contextOf({})) as Answer;
    const answers = [prompt(), prompt(), resource(), resource(), call(), resource()];
    const denied = "RATE_LIMIT";
    assert.deepEqual(answers.map(codeOf), [undefined, denied, undefined, undefined, undefined, denied]);
  });
});

describe("answers", () => {
  test("a denial as ContextForge writes it, and a call that was denied costs no other budget anything", (t) => {
    t.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
    const { call, clock } = limiter({ by_user: "2/m", by_tenant: "3/m" });
    const jane = { user: "jane", tenant_id: "acme" };
    assert.deepEqual(call(jane), {
      http_headers: { "X-RateLimit-Limit": "2", "X-RateLimit-Remaining": "1", "X-RateLimit-Reset": "1060" },
    });
    call(jane);
    clock.at = 500;
    for (let again = 0; again < 3; again++) {
      const answer = call(jane);
      assert.equal(answer?.continue_processing, false);
      assert.deepEqual(answer?.violation, {
        reason: "Rate limit exceeded",
        description: "Rate limit exceeded",
        code: "RATE_LIMIT",
        http_status_code: 429,
        http_headers: {
          "X-RateLimit-Limit": "2",
          "X-RateLimit-Remaining": "0",
          "X-RateLimit-Reset": "1060",
          "Retry-After": "60",
        },
        details: {
          limited: true,
          remaining: 0,
          reset_in: 60,
          compliance_mapping: definition.compliance,
          user_id: "jane",
          tenant_id: "acme",
          dimensions: {
            violated: [{ limit: "user", limited: true, remaining: 0, reset_in: 60 }],
            allowed: [{ limit: "tenant", limited: true, remaining: 1, reset_in: 60 }],
          },
        },
      });
    }
    assert.equal(codeOf(call({ user: "john", tenant_id: "acme" })), undefined);
    const last = call({ user: "john", tenant_id: "acme" });
    assert.equal(last?.violation?.http_headers?.["X-RateLimit-Limit"], "3");
    clock.at = 60_000;
    assert.equal(codeOf(call(jane)), undefined);
  });

  test("of several limits the one that is nearest is told", () => {
    const { call } = limiter({ by_user: "10/m", by_tool: { tool: "4/h" }, by_tenant: "100/s" });
    assert.equal(call()?.http_headers?.["X-RateLimit-Limit"], "4");
  });

  test("headers: denied and never", () => {
    for (const headers of ["denied", "never"]) {
      const { call } = limiter({ by_user: "1/m", headers });
      assert.equal(call(), undefined);
      const names = Object.keys(call()?.violation?.http_headers ?? {});
      assert.equal(names.includes("Retry-After"), headers === "denied");
    }
  });

  test("without a limit nothing is limited, and that is logged", async () => {
    const lines: LogLine[] = [];
    const plugin = newPlugin(definition, {}, lines);
    await plugin.initialize?.(newContext().services);
    assert.equal(plugin.tool_pre_invoke?.({ name: "t", args: {} }, newContext()), undefined);
    assert.match(lines[0]?.message ?? "", /nothing is limited/);
  });

  for (const algorithm of ["fixed_window", "sliding_window", "token_bucket"])
    test(`${algorithm} lets a burst of the count pass, and no more`, () => {
      const { call, clock } = limiter({ by_user: "5/s", algorithm });
      const passed = () => Array.from({ length: 20 }, () => codeOf(call())).filter((code) => !code).length;
      assert.equal(passed(), 5);
      clock.at = 200;
      assert.equal(passed(), algorithm === "token_bucket" ? 1 : 0);
      clock.at = 2000;
      assert.equal(passed(), 5);
    });
});

describe("where it counts", () => {
  /** States that tell what was opened, and count as told. */
  function telling(use: PluginState["use"]) {
    const opened: unknown[] = [];
    const memory = memoryStates();
    let closed = 0;
    const state = { ...memory.of("p"), kind: "redis", use, ready() {} } as PluginState;
    const states: PluginStates = {
      of: () => state,
      async open(_, place) {
        opened.push(place);
        return {
          state,
          async close() {
            closed++;
          },
        };
      },
    };
    return { states, opened, closed: () => closed };
  }
  const passes = async (uses: readonly BudgetUse[]) => ({
    allowed: true,
    readings: uses.map(() => ({ remaining: 1, resetMs: 1000, retryMs: 0 })),
  });
  const tool = { name: "t", args: {} };

  test("in the adapter's state, where the config names no other", async () => {
    const { states, opened } = telling(passes);
    const plugin = newPlugin(definition, { by_user: "1/m" }, [], { states });
    await plugin.initialize?.(newContext().services);
    assert.deepEqual(opened, []);
    const answer = (await plugin.tool_pre_invoke?.(tool, newContext())) as Answer;
    assert.equal(answer?.http_headers?.["X-RateLimit-Remaining"], "1");
  });

  const own = { keyPrefix: "rl:", required: true, tls: {} };
  const places: readonly [config: object, place: unknown][] = [
    [{ backend: "memory", redis_url: "redis://x" }, { kind: "memory" }],
    [{ backend: "redis" }, { kind: "redis" }],
    [
      { backend: "redis", redis_url: "redis://x" },
      { kind: "redis", own: { ...own, url: "redis://x" } },
    ],
    [
      {
        backend: "redis",
        redis_url: "rediss://x",
        redis_key_prefix: "mine",
        redis_ssl_ca_certs: "ca.pem",
        redis_ssl_certfile: "cert.pem",
        redis_ssl_keyfile: "key.pem",
        fail_mode: "open",
      },
      {
        kind: "redis",
        own: {
          url: "rediss://x",
          keyPrefix: "mine:",
          required: false,
          tls: { caFile: "ca.pem", certFile: "cert.pem", keyFile: "key.pem" },
        },
      },
    ],
  ];
  for (const [config, place] of places)
    test(JSON.stringify(config), async () => {
      const { states, opened, closed } = telling(passes);
      const plugin = newPlugin(definition, { by_user: "1/m", ...config }, [], { states });
      assert.throws(() => plugin.tool_pre_invoke?.(tool, newContext()), /not initialised/);
      await plugin.initialize?.(newContext().services);
      assert.deepEqual(opened, [place]);
      await plugin.tool_pre_invoke?.(tool, newContext());
      await plugin.shutdown?.();
      assert.equal(closed(), 1);
    });

  for (const fail_mode of [undefined, "closed", "open"] as const)
    test(`a Redis that is away, fail_mode ${fail_mode}`, async () => {
      let away = true;
      const { states } = telling(async (uses) => {
        if (away) throw new Error("disconnected");
        return passes(uses);
      });
      const lines: LogLine[] = [];
      const config = { by_user: "1/m", ...(fail_mode && { fail_mode }) };
      const plugin = newPlugin(definition, config, lines, { states });
      const call = async () => (await plugin.tool_pre_invoke?.(tool, newContext())) as Answer;
      for (let again = 0; again < 2; again++) {
        const answer = await call();
        assert.equal(codeOf(answer), fail_mode === "open" ? undefined : "BACKEND_UNAVAILABLE");
        if (fail_mode === "open") assert.equal(answer, undefined);
        else assert.equal(answer?.violation?.http_status_code, 503);
      }
      away = false;
      assert.equal(codeOf(await call()), undefined);
      assert.deepEqual(
        lines.map(({ level }) => level),
        ["error", "info"],
      );
    });
});

describe("config errors", () => {
  const rows: readonly [config: object, path: string][] = [
    [{ by_user: "60" }, "by_user"],
    [{ by_tenant: "0/m" }, "by_tenant"],
    [{ by_tool: { search: "1/d" } }, "by_tool.search"],
    [{ algorithm: "leaky" }, "algorithm"],
    [{ fail_mode: "clsoed" }, "fail_mode"],
    [{ redis_ssl_certfile: "a.pem" }, "redis_ssl_certfile"],
    [{ redis_ssl_check_hostname: false }, "redis_ssl_check_hostname"],
  ];
  for (const [config, path] of rows)
    test(path, () => {
      const issues = definition.config.safeParse(config).error?.issues.map((issue) => issue.path.join("."));
      assert.deepEqual(issues, [path]);
    });
});
