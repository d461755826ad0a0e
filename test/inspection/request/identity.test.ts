import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GlobalContext, Plugin } from "../../../src/framework/index.ts";
import type { Headers, RequestHead } from "../../../src/inspection/verdict.ts";
import { call, inspect, postHeaders, request, requestHead } from "../inspect.ts";

type Settings = Parameters<typeof inspect>[1];
type Caller = Pick<GlobalContext, "user" | "tenant_id" | "server_id">;

/** Who the plugins see as the caller of a tool. */
async function callerOf(
  settings: Settings,
  headers: Headers = [],
  more: Partial<RequestHead> = {},
  body = call("1", "t", "{}"),
): Promise<Caller[]> {
  const seen: Caller[] = [];
  const plugin: Plugin = {
    tool_pre_invoke(_payload, { global_context: { user, tenant_id, server_id } }) {
      seen.push({
        ...(user !== undefined && { user }),
        ...(tenant_id !== undefined && { tenant_id }),
        ...(server_id !== undefined && { server_id }),
      });
    },
  };
  const { exchange } = await inspect(plugin, settings);
  const plan = requestHead(exchange, [...postHeaders, ...headers], false, more);
  if (plan.kind === "deny") throw new Error(plan.denial.details);
  await request(exchange, body);
  return seen;
}

const everything: Headers = [
  ["x-user", "mallory"],
  ["x-auth-identity", "mallory"],
  ["x-tenant-id", "evil"],
  ["x-mcp-method", "tools/call"],
  ["x-mcp-servername", "evil"],
  ["authorization", "Bearer x"],
];
const facts: Partial<RequestHead> = {
  attributes: () => ({ "connection.uri_san_peer_certificate": "spiffe://a/b", "connection.id": 7 }),
  metadata: () => ({
    "envoy.filters.http.jwt_authn": { claims: { sub: "alice", org: { id: 3 }, aud: ["a"] } },
  }),
};

describe("the caller", () => {
  it("is nobody by default, whatever the request says", async () => {
    assert.deepEqual(await callerOf({}, everything, facts), [{}]);
  });

  it("comes from the header, attribute or metadata that the config names", async () => {
    const path = (...keys: string[]) => ({
      metadata: { namespace: "envoy.filters.http.jwt_authn", path: keys },
    });
    const cases: [settings: Settings, caller: Caller][] = [
      [{ identity: { user: { header: "X-User" } } }, { user: "mallory" }],
      [{ identity: { tenant_id: { header: "x-tenant-id" } } }, { tenant_id: "evil" }],
      [
        { identity: { user: { attribute: "connection.uri_san_peer_certificate" } } },
        { user: "spiffe://a/b" },
      ],
      [{ identity: { server_id: { attribute: "connection.id" } } }, { server_id: "7" }],
      [{ identity: { user: path("claims", "sub") } }, { user: "alice" }],
      [{ identity: { tenant_id: path("claims", "org", "id") } }, { tenant_id: "3" }],
      [{ identity: { user: path("claims", "org") } }, { user: { id: 3 } }],
      // Neither a name nor an object, or not there.
      [{ identity: { tenant_id: path("claims", "org") } }, {}],
      [{ identity: { user: path("claims", "aud") } }, {}],
      [{ identity: { user: path("claims", "aud", "0") } }, {}],
      [{ identity: { user: path("claims", "constructor") } }, {}],
      [{ identity: { user: path("__proto__", "x") } }, {}],
      [{ identity: { user: { attribute: "toString" } } }, {}],
      [{ identity: { user: { header: "x-absent" } } }, {}],
    ];
    for (const [settings, caller] of cases) {
      assert.deepEqual(await callerOf(settings, everything, facts), [caller], JSON.stringify(settings));
    }
  });

  it("is not chosen among several: a repeated header is refused", async () => {
    const { exchange } = await inspect({}, { identity: { tenant_id: { header: "x-tenant-id" } } });
    const twice: Headers = [...postHeaders, ["x-tenant-id", "evil"], ["x-tenant-id", "acme"]];
    const plan = requestHead(exchange, twice);
    assert.equal(plan.kind === "deny" && plan.denial.status, 400);
  });
});

describe("the session", () => {
  const sessions: readonly [name: string, headers: Headers, session: string | undefined][] = [
    ["is the client's word", [["mcp-session-id", "s-1"]], "s-1"],
    ["is none where there is no header", [], undefined],
    [
      "is none where there are two",
      [
        ["mcp-session-id", "s-1"],
        ["mcp-session-id", "s-2"],
      ],
      undefined,
    ],
  ];
  for (const [name, headers, session] of sessions) {
    it(name, async () => {
      const seen: (string | undefined)[] = [];
      const plugin: Plugin = {
        tool_pre_invoke(_payload, { global_context }) {
          seen.push(global_context.session_id);
        },
      };
      const { exchange } = await inspect(plugin, { strict: { header_mismatch: false } });
      requestHead(exchange, [...postHeaders, ...headers]);
      await request(exchange, call("1", "t", "{}"));
      assert.deepEqual(seen, [session]);
    });
  }
});

describe("the kuadrant preset", () => {
  const preset = { identity: { preset: "kuadrant" } } as const;
  const server = (method: string): Headers => [
    ["x-mcp-method", method],
    ["x-mcp-servername", "mcp-test/alpha"],
  ];

  it("believes x-mcp-servername where x-mcp-method agrees with the body", async () => {
    assert.deepEqual(await callerOf(preset, server("tools/call")), [{ server_id: "mcp-test/alpha" }]);
    assert.deepEqual(await callerOf(preset, server("tools/list")), [{}]);
    assert.deepEqual(await callerOf(preset, [["x-mcp-servername", "spoofed"]]), [{}]);
    assert.deepEqual(await callerOf(preset, [["x-mcp-method", "tools/call"]]), [{}]);
  });

  it("believes neither of two values", async () => {
    const again = (name: string, value: string): Headers => [...server("tools/call"), [name, value]];
    assert.deepEqual(await callerOf(preset, again("x-mcp-servername", "other")), [{}]);
    assert.deepEqual(await callerOf(preset, again("x-mcp-method", "tools/call")), [{}]);
  });

  it("says nothing of a batch", async () => {
    const body = `[${call("1", "a", "{}")},${call("2", "b", "{}")}]`;
    assert.deepEqual(await callerOf(preset, server("tools/call"), {}, body), [{}, {}]);
  });

  it("gives way to a source that is named", async () => {
    const both: Settings = { identity: { preset: "kuadrant", server_id: { header: "x-server" } } };
    assert.deepEqual(await callerOf(both, [...server("tools/call"), ["x-server", "mine"]]), [
      { server_id: "mine" },
    ]);
    assert.deepEqual(await callerOf(both, server("tools/call")), [{}]);
  });
});
