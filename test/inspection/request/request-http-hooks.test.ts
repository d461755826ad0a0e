import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GlobalContext, Plugin } from "../../../src/framework/index.ts";
import type { Headers, RequestPlan } from "../../../src/inspection/verdict.ts";
import { call, inspect, postHeaders, request, requestPlan, responsePlan, text } from "../inspect.ts";
import { denial, error, from, header } from "./http-denial.ts";

const get: Headers = [[":method", "GET"], ...postHeaders.slice(1, 4), ["accept", "text/event-stream"]];
const form: Headers = [
  [":method", "POST"],
  [":path", "/token"],
  ["content-type", "application/x-www-form-urlencoded"],
];
describe("http_pre_request", () => {
  it("sees the request line without its query, the client and the headers", async () => {
    const seen: unknown[] = [];
    const { exchange } = await inspect({ http_pre_request: (payload) => void seen.push(payload) });
    const headers: Headers = [
      [":method", "POST"],
      [":path", "/mcp?secret=1"],
      ["content-type", "application/json"],
      ["x-a", "1"],
      ["x-a", "2"],
    ];
    assert.equal((await requestPlan(exchange, headers, false, from("10.0.0.1:5000"))).kind, "inspect");
    assert.deepEqual(seen, [
      {
        path: "/mcp",
        method: "POST",
        client_host: "10.0.0.1",
        client_port: 5000,
        headers: { "content-type": "application/json", "x-a": "1, 2" },
      },
    ]);
  });

  for (const [address, host] of [
    ["[2001:db8::1]:80", "2001:db8::1"],
    ["/run/envoy.sock", undefined],
    ["", undefined],
  ] as const) {
    it(`has ${host ?? "no"} client for "${address}"`, async () => {
      const seen: unknown[] = [];
      const { exchange } = await inspect({
        http_pre_request: ({ client_host }) => void seen.push(client_host),
      });
      await requestPlan(exchange, postHeaders, false, from(address));
      assert.deepEqual(seen, [host]);
    });
  }

  it("edits headers: of every method, before identity, later hooks and what the server gets", async () => {
    const told: [string, unknown][] = [];
    const plugin: Plugin = {
      http_pre_request: () => ({ modified_payload: { "x-user": "ann", "X-Added": "1" } }),
      tool_pre_invoke: ({ headers }, { global_context }) => {
        told.push([String(global_context.user), headers?.["x-added"]]);
      },
    };
    const { exchange, decisions } = await inspect(plugin, { identity: { user: { header: "x-user" } } });
    const plan = await requestPlan(exchange, [...postHeaders, ["x-user", "eve"]]);
    const set = [
      ["x-user", "ann"],
      ["x-added", "1"],
    ];
    assert.deepEqual(plan.kind === "inspect" && plan.headers, { set, remove: [] });
    assert.equal((await request(exchange, call("1", "t", "{}"))).kind, "pass");
    assert.deepEqual(told, [["ann", "1"]]);
    assert.equal(decisions[0]?.action, "modified");
    for (const method of ["GET", "DELETE", "OPTIONS"]) {
      const other = await inspect(plugin);
      const headers: Headers = [[":method", method], ...get.slice(1)];
      const next = await requestPlan(other.exchange, headers, true);
      assert.deepEqual(next.kind === "pass" && next.headers?.set, set, method);
    }
  });

  it("takes a user away that its edit takes away", async () => {
    const users: unknown[] = [];
    const { exchange } = await inspect(
      {
        http_pre_request: ({ headers: { "x-user": _, ...headers }, ...rest }) => ({
          modified_payload: { ...rest, headers },
        }),
        tool_pre_invoke: (_, { global_context }) => void users.push(global_context.user),
      },
      { identity: { user: { header: "x-user" } } },
    );
    const plan = await requestPlan(exchange, [...postHeaders, ["x-user", "eve"]]);
    assert.deepEqual(plan.kind !== "deny" && plan.headers?.remove, ["x-user"]);
    await request(exchange, call("1", "t", "{}"));
    assert.deepEqual(users, [undefined]);
  });

  it("does not touch what frames, routes or mirrors the message, nor headers with line breaks", async () => {
    const names = [
      ...[":path", ":authority", "host", "content-length", "content-type", "transfer-encoding", "connection"],
      ...[
        "mcp-method",
        "mcp-name",
        "mcp-session-id",
        "mcp-protocol-version",
        "mcp-param-x",
        "x-envoy-force-trace",
      ],
      ...["x-mcp-denied", "upgrade", "te", "content-encoding"],
    ];
    const edits = Object.fromEntries([
      ...names.map((name) => [name, "x"]),
      ["x-ok", "a\r\nb: c"],
      ["x y", "z"],
    ]);
    const { exchange } = await inspect({ http_pre_request: () => ({ modified_payload: edits }) });
    const plan = await requestPlan(exchange, [...postHeaders, ["mcp-session-id", "s"]]);
    assert.deepEqual([plan.kind, "headers" in plan], ["inspect", false]);
  });

  it("adds credentials, and puts none in the place of a client's unless that is set", async () => {
    const plugin: Plugin = {
      http_pre_request: () => ({ modified_payload: { authorization: "Bearer p", cookie: "p", "x-a": "p" } }),
    };
    const sent: Headers = [...postHeaders, ["authorization", "Bearer c"]];
    const names = (plan: RequestPlan) => plan.kind !== "deny" && plan.headers?.set?.map(([name]) => name);
    const guarded = await inspect(plugin);
    assert.deepEqual(names(await requestPlan(guarded.exchange, sent)), ["cookie", "x-a"]);
    const free = await inspect(plugin, { http_hooks: { plugins_can_override_auth_headers: true } });
    assert.deepEqual(names(await requestPlan(free.exchange, sent)), ["authorization", "cookie", "x-a"]);
  });

  for (const [what, headers] of [
    ["many", Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`x-${n}`, "1"]))],
    ["large", { "x-a": "a".repeat(100) }],
  ] as const) {
    it(`is an error with too ${what} edits`, async () => {
      const settings = { http_hooks: { header_edits: 4, header_edit_bytes: 100 } };
      const { exchange } = await inspect(
        { http_pre_request: () => ({ modified_payload: headers }) },
        settings,
      );
      const made = denial(await requestPlan(exchange));
      assert.equal(made.status, 500);
      assert.match(error(made).error.message, /more headers/);
    });
  }

  it("denies with a status, as no message is known: the violation's own, else 403", async () => {
    for (const [violation, status] of [
      [{ code: "X" }, 403],
      [{ code: "X", http_status_code: 451 }, 451],
      [{ code: "RATE_LIMIT", http_headers: { "retry-after": "3" } }, 429],
    ] as const) {
      const { exchange, decisions } = await inspect({
        http_pre_request: () => ({ continue_processing: false, violation }),
      });
      const made = denial(await requestPlan(exchange, get, true));
      assert.equal(made.status, status);
      assert.equal(header(made, "x-mcp-denied"), "true");
      assert.equal(
        header(made, "retry-after"),
        "retry-after" in (violation.http_headers ?? {}) ? "3" : undefined,
      );
      assert.equal(error(made).id, null);
      assert.deepEqual(decisions, [
        { verdict: "deny", action: "denied", plugin: "inline", code: violation.code },
      ]);
    }
  });

  it("fails closed: a plugin that throws, and headers that the filter does not send", async () => {
    const thrown = await inspect({
      http_pre_request: () => {
        throw new Error("card 4111");
      },
    });
    const made = denial(await requestPlan(thrown.exchange));
    assert.equal(made.status, 500);
    assert.doesNotMatch(Buffer.from(made.body).toString(), /4111/);
    const unsent = await inspect({ http_pre_request: () => {} });
    const plan = await unsent.exchange.requestHead({
      headers: undefined,
      endOfStream: false,
      attributes: () => ({}),
      metadata: () => ({}),
      bodyReadable: true,
      responseReadable: true,
    });
    assert.match(denial(plan).details, /request_headers_not_sent/);
    assert.deepEqual(unsent.unfit, ["request"]);
  });

  it("runs on what is not MCP, whose response is only seen where a plugin wants that", async () => {
    const settings = { not_mcp: [{ method: "POST", path: "/token" }] };
    const edit = { http_pre_request: () => ({ modified_payload: { "x-a": "1" } }) };
    const { exchange } = await inspect(edit, settings);
    const plan = await requestPlan(exchange, form);
    assert.deepEqual(plan, {
      kind: "pass",
      headers: { set: [["x-a", "1"]], remove: [] },
      response: "ignore",
      decision: { verdict: "allow", action: "modified" },
    });
    const both = await inspect({ ...edit, http_post_request: () => {} }, settings);
    const seen = await requestPlan(both.exchange, form);
    assert.equal(seen.kind === "pass" && seen.response, "headers");
  });

  it("leaves the body to be inspected", async () => {
    const { exchange } = await inspect({
      http_pre_request: () => ({ modified_payload: { "x-a": "1" } }),
      tool_pre_invoke: () => ({ continue_processing: false }),
    });
    await requestPlan(exchange);
    assert.equal((await request(exchange, call("1", "t", "{}"))).kind, "deny");
  });
});

describe("http_auth_resolve_user", () => {
  const seen = async (plugin: Plugin, headers: Headers = postHeaders, settings = {}) => {
    const contexts: Pick<GlobalContext, "user">[] = [];
    const made = await inspect(
      {
        tool_pre_invoke: (_, { global_context: { user } }) => void contexts.push({ ...(user && { user }) }),
        ...plugin,
      },
      settings,
    );
    const plan = await requestPlan(made.exchange, headers);
    if (plan.kind !== "deny") await request(made.exchange, call("1", "t", "{}"));
    return { plan, contexts };
  };

  it("makes its answer the user of later hooks, in the configured one's place", async () => {
    const user = { email: "ann@example.com" };
    const plugin: Plugin = { http_auth_resolve_user: () => ({ modified_payload: user }) };
    const { contexts } = await seen(plugin, [...postHeaders, ["x-user", "eve"]], {
      identity: { user: { header: "x-user" } },
    });
    assert.deepEqual(contexts, [{ user }]);
  });

  it("without an answer leaves the user as it was", async () => {
    const { contexts } = await seen(
      { http_auth_resolve_user: () => {} },
      [...postHeaders, ["x-user", "eve"]],
      {
        identity: { user: { header: "x-user" } },
      },
    );
    assert.deepEqual(contexts, [{ user: "eve" }]);
  });

  for (const [authorization, credentials] of [
    ["Bearer abc", { scheme: "Bearer", credentials: "abc" }],
    ["bearer a b", { scheme: "bearer", credentials: "a b" }],
    ["Basic abc", undefined],
    ["Bearer", undefined],
    ["Bearer  ", undefined],
  ] as const) {
    it(`has credentials of a bearer token only: "${authorization}"`, async () => {
      const payloads: unknown[] = [];
      await seen({ http_auth_resolve_user: (payload) => void payloads.push(payload.credentials) }, [
        ...postHeaders,
        ["authorization", authorization],
      ]);
      assert.deepEqual(payloads, [credentials]);
    });
  }

  it("sees headers as http_pre_request left them", async () => {
    const tokens: unknown[] = [];
    await seen(
      {
        http_pre_request: ({ headers }) => ({
          modified_payload: { ...headers, authorization: `Bearer ${headers["x-token"]}` },
        }),
        http_auth_resolve_user: ({ credentials }) => void tokens.push(credentials?.["credentials"]),
      },
      [...postHeaders, ["x-token", "t1"]],
    );
    assert.deepEqual(tokens, ["t1"]);
  });

  it("denies with 401 and says how to authenticate; what is not MCP needs no user", async () => {
    const plugin: Plugin = {
      http_auth_resolve_user: () => ({ continue_processing: false, violation: { code: "BAD_TOKEN" } }),
    };
    const made = denial((await seen(plugin)).plan);
    assert.deepEqual([made.status, header(made, "www-authenticate")], [401, "Bearer"]);
    const settings = { not_mcp: [{ method: "POST", path: "/token" }] };
    assert.equal((await seen(plugin, form, settings)).plan.kind, "pass");
  });
});

describe("http_auth_check_permission", () => {
  const refuse: Plugin = {
    http_auth_check_permission: ({ permission }) => ({
      modified_payload: { granted: permission !== "tools.execute", reason: "not yours" },
    }),
  };

  it("is asked for each request with ContextForge's names, with what is known of the user", async () => {
    const asked: unknown[] = [];
    const { exchange } = await inspect({
      http_auth_resolve_user: () => ({
        modified_payload: { email: "ann@example.com", is_admin: true, team_id: "team" },
        metadata: { auth_method: "simple_token" },
      }),
      http_auth_check_permission: (payload) => void asked.push(payload),
    });
    await requestPlan(exchange, [...postHeaders, ["user-agent", "UA"]], false, from("10.0.0.1:5000"));
    const body = ["tools/call", "prompts/get", "ping", "made/up"].map((method, id) => {
      return `{"jsonrpc":"2.0","id":${id},"method":"${method}","params":{"name":"t","arguments":{}}}`;
    });
    const notification = '{"jsonrpc":"2.0","method":"notifications/initialized"}';
    await request(exchange, `[${[...body, notification].join(",")}]`);
    const user = {
      user_email: "ann@example.com",
      is_admin: true,
      team_id: "team",
      auth_method: "simple_token",
      client_host: "10.0.0.1",
      user_agent: "UA",
    };
    assert.deepEqual(asked, [
      { ...user, permission: "tools.execute", resource_type: "tool" },
      { ...user, permission: "prompts.read", resource_type: "prompt" },
      { ...user, permission: "servers.use" },
      { ...user, permission: "tools.execute" },
    ]);
  });

  it("refuses under the message's id, before the message's own hook; 403 where statuses are asked for", async () => {
    for (const [http_status, status] of [
      ["always_200", 200],
      ["by_violation", 403],
    ] as const) {
      let ran = false;
      const { exchange, decisions } = await inspect(
        {
          ...refuse,
          tool_pre_invoke: () => {
            ran = true;
          },
        },
        http_status === "by_violation" ? { denial: { http_status } } : {},
      );
      await requestPlan(exchange);
      const verdict = await request(exchange, call('"a"', "t", "{}"));
      const made = denial(verdict);
      assert.deepEqual([made.status, error(made).id, ran], [status, "a", false]);
      assert.match(error(made).error.message, /not yours/);
      assert.equal(decisions.at(-1)?.code, "PERMISSION_DENIED");
    }
  });

  it("refuses a batch whole", async () => {
    const { exchange } = await inspect(refuse);
    await requestPlan(exchange);
    const verdict = await request(
      exchange,
      `[{"jsonrpc":"2.0","id":1,"method":"ping"},${call("2", "t", "{}")}]`,
    );
    assert.equal(verdict.kind, "deny");
    assert.deepEqual(
      JSON.parse(text(verdict)).map(({ id }: { id: number }) => id),
      [1, 2],
    );
  });

  for (const answer of [{ modified_payload: { granted: true } }, {}]) {
    it(`is a decision where no other hook reads the message, and edits none of it: ${JSON.stringify(answer)}`, async () => {
      const { exchange, decisions } = await inspect({
        http_auth_resolve_user: () => ({ modified_payload: { email: "ann@example.org" } }),
        http_auth_check_permission: () => answer,
        tool_pre_invoke() {},
      });
      const plan = await requestPlan(exchange);
      assert.deepEqual([plan.kind, plan.decision], ["inspect", undefined]);
      const list = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';
      await request(exchange, `[${list},${call("2", "t", "{}")}]`);
      assert.deepEqual(
        decisions.map(({ method, verdict, action }) => [method, verdict, action]),
        [
          ["tools/list", "allow", "allowed"],
          ["tools/call", "allow", "allowed"],
        ],
      );
    });
  }

  it("is asked for a stream and the end of a session, which have no message; not for other requests without a body", async () => {
    const asked: unknown[] = [];
    const plugin: Plugin = {
      http_auth_resolve_user: () => ({ modified_payload: { email: "eve@example.org" } }),
      http_auth_check_permission: ({ user_email, permission }) => {
        asked.push([user_email, permission]);
        return { modified_payload: { granted: false, reason: "not yours" } };
      },
    };
    const bare = (method: string, ...more: Headers): Headers => [
      [":method", method],
      ...postHeaders.slice(1, 4),
      ...more,
    ];
    for (const headers of [get, bare("DELETE")]) {
      const { exchange, decisions } = await inspect(plugin);
      const made = denial(await requestPlan(exchange, headers, true));
      assert.deepEqual([made.status, error(made).id], [403, null]);
      assert.equal(decisions.at(-1)?.code, "PERMISSION_DENIED");
    }
    assert.deepEqual(asked.splice(0), Array(2).fill(["eve@example.org", "servers.use"]));
    for (const method of ["GET", "OPTIONS", "HEAD"]) {
      const { exchange } = await inspect(plugin);
      assert.equal((await requestPlan(exchange, bare(method, ["accept", "*/*"]), true)).kind, "pass");
    }
    const exempt = await inspect(plugin, { not_mcp: [{ method: "GET", path: "/mcp" }] });
    assert.equal((await requestPlan(exempt.exchange, get, true)).kind, "pass");
    assert.deepEqual(asked, []);
  });

  it("is asked for a body of notifications or answers, once, and is a 403", async () => {
    const notified = '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}';
    const answered = '{"jsonrpc":"2.0","id":1,"result":{}}';
    for (const body of [notified, answered, `[${notified},${notified}]`]) {
      const asked: string[] = [];
      const { exchange, decisions } = await inspect({
        http_auth_check_permission: ({ permission }) => {
          asked.push(permission);
          return { modified_payload: { granted: false } };
        },
      });
      await requestPlan(exchange);
      const made = denial(await request(exchange, body));
      assert.deepEqual([made.status, error(made).id, asked], [403, null, ["servers.use"]]);
      assert.equal(decisions.at(-1)?.code, "PERMISSION_DENIED");
      const free = await inspect({ http_auth_check_permission() {} });
      await requestPlan(free.exchange);
      assert.deepEqual([await request(free.exchange, body), free.decisions], [{ kind: "pass" }, []]);
    }
  });

  it("is asked for a stream that the server opens without being asked for one, and once", async () => {
    const stream: Headers = [
      [":status", "200"],
      ["content-type", "text/event-stream"],
    ];
    for (const granted of [true, false]) {
      let asked = 0;
      let judged = 0;
      const plugin: Plugin = {
        http_auth_check_permission: () => {
          asked++;
          return { modified_payload: { granted } };
        },
        http_post_request: () => {
          judged++;
        },
      };
      const lax = await inspect(plugin);
      await requestPlan(lax.exchange, [[":method", "GET"], ...postHeaders.slice(1, 4)], true);
      assert.equal(asked, 0);
      assert.equal((await responsePlan(lax.exchange, stream)).kind, granted ? "pass" : "deny");
      assert.deepEqual([asked, judged], [1, 1]);
      if (!granted) continue;
      const usual = await inspect(plugin);
      await requestPlan(usual.exchange, get, true);
      assert.equal((await responsePlan(usual.exchange, stream)).kind, "pass");
      assert.equal(asked, 2);
    }
  });

  it("asks with an empty name where nobody knows the user, and fails closed", async () => {
    const asked: unknown[] = [];
    const { exchange } = await inspect({
      http_auth_check_permission: ({ user_email }) => {
        asked.push(user_email);
        throw new Error("no");
      },
    });
    await requestPlan(exchange);
    assert.equal((await request(exchange, call("1", "t", "{}"))).kind, "deny");
    assert.deepEqual(asked, [""]);
  });
});
