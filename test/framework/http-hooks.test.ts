import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asPayload } from "../../src/framework/edits.ts";
import { unknownHookMessage } from "../../src/framework/hook-registry.ts";
import type { PluginMode } from "../../src/framework/index.ts";
import { builtinHooks, createHookRegistry, type Plugin, pluginEntry } from "../../src/framework/index.ts";
import { writtenResult } from "../../src/framework/isolation/written-result.ts";
import { handlerOf } from "../../src/framework/plugin-registry.ts";
import { managerOf } from "./manager-of.ts";

const context = () => ({ request_id: "r", state: {}, metadata: {} });
const request = { path: "/mcp", method: "POST", headers: { a: "1", b: "2" } };
const question = { user_email: "u", permission: "tools.execute", is_admin: false };

async function run(
  hook: "http_pre_request" | "http_auth_resolve_user" | "http_auth_check_permission",
  plugins: Readonly<Record<string, Plugin>>,
  mode: PluginMode = "enforce",
) {
  const payload = { http_pre_request: request, http_auth_resolve_user: { headers: {} } }[hook as string];
  const manager = managerOf(Object.entries(plugins).map(([name, plugin]) => ({ name, plugin, mode })));
  return manager.invokeHook(hook, structuredClone(payload ?? question) as never, context()) as Promise<{
    continue_processing: boolean;
    payload: Record<string, unknown>;
    modified: boolean;
    violation?: { code: string; description: string; plugin_name?: string; http_status_code?: number };
  }>;
}

describe("headers as a plugin's answer", () => {
  it("are added, and replace what has the same name in any case; the next plugin sees them in the payload", async () => {
    const seen: unknown[] = [];
    const { payload, modified } = await run("http_pre_request", {
      first: { http_pre_request: () => ({ modified_payload: { A: "x", C: "3" } }) },
      second: { http_pre_request: (given) => void seen.push(given) },
    });
    assert.equal(modified, true);
    assert.deepEqual(payload, { ...request, headers: { a: "x", b: "2", c: "3" } });
    assert.deepEqual(seen, [payload]);
  });

  it("may come as the whole payload, which takes away what it has not got", async () => {
    const { payload } = await run("http_pre_request", {
      one: {
        http_pre_request: ({ headers: { a: _, ...headers }, ...rest }) => ({
          modified_payload: { ...rest, headers },
        }),
      },
    });
    assert.deepEqual(payload["headers"], { b: "2" });
  });

  for (const answer of [{ a: 1 }, { headers: { a: 1 } }, ["a"], { a: null }, "a"]) {
    it(`is an error as ${JSON.stringify(answer)}`, async () => {
      const { violation } = await run("http_pre_request", {
        one: { http_pre_request: () => ({ modified_payload: answer as never }) },
      });
      assert.equal(violation?.code, "PLUGIN_ERROR");
    });
  }
});

describe("a user as a plugin's answer", () => {
  it("stands in the payload for the next plugin", async () => {
    const user = { email: "ann@example.com", is_admin: true };
    const { payload } = await run("http_auth_resolve_user", {
      one: { http_auth_resolve_user: () => ({ modified_payload: user }) },
    });
    assert.deepEqual(payload["user"], user);
  });

  for (const user of [{}, { email: "" }, { email: 5 }, { full_name: "Ann" }]) {
    it(`is an error as ${JSON.stringify(user)}`, async () => {
      const { violation } = await run("http_auth_resolve_user", {
        one: { http_auth_resolve_user: () => ({ modified_payload: user as never }) },
      });
      assert.equal(violation?.code, "PLUGIN_ERROR");
    });
  }

  it("that is switched off is refused", async () => {
    const { continue_processing, violation } = await run("http_auth_resolve_user", {
      one: { http_auth_resolve_user: () => ({ modified_payload: { email: "a", is_active: false } }) },
    });
    assert.equal(continue_processing, false);
    assert.deepEqual([violation?.code, violation?.http_status_code], ["ACCOUNT_DISABLED", 401]);
  });
});

describe("a decision as a plugin's answer", () => {
  const says = (granted: boolean): Plugin => ({
    http_auth_check_permission: () => ({ modified_payload: { granted, reason: "office hours" } }),
  });

  it("that grants goes on", async () => {
    const { continue_processing, payload } = await run("http_auth_check_permission", { one: says(true) });
    assert.equal(continue_processing, true);
    assert.deepEqual(payload["decision"], { granted: true, reason: "office hours" });
  });

  it("that refuses is a deny, which no later plugin takes back", async () => {
    const outcome = await run("http_auth_check_permission", { one: says(false), two: says(true) });
    assert.equal(outcome.continue_processing, false);
    assert.equal(outcome.violation?.code, "PERMISSION_DENIED");
    assert.equal(outcome.violation?.description, "office hours");
    assert.equal(outcome.violation?.plugin_name, "one");
  });

  for (const [mode, denied] of [
    ["enforce", true],
    ["concurrent", true],
    ["permissive", false],
    ["audit", false],
  ] as const) {
    it(`that refuses ${denied ? "denies" : "is recorded"} in mode ${mode}`, async () => {
      const outcome = await run("http_auth_check_permission", { one: says(false) }, mode);
      assert.equal(outcome.continue_processing, !denied);
      assert.equal(outcome.payload["decision"], undefined);
    });
  }

  for (const decision of [{}, { granted: "no" }, { granted: null }, { reason: "x" }]) {
    it(`is an error as ${JSON.stringify(decision)}`, async () => {
      const { violation } = await run("http_auth_check_permission", {
        one: { http_auth_check_permission: () => ({ modified_payload: decision as never }) },
      });
      assert.equal(violation?.code, "PLUGIN_ERROR");
    });
  }
});

describe("planned names", () => {
  const names = { auth_pre_check: "http_auth_resolve_user", auth_post_check: "http_auth_check_permission" };

  for (const [alias, hook] of Object.entries(names)) {
    it(`${alias} is ${hook}, in entries and as a method`, () => {
      const registry = createHookRegistry();
      assert.equal(registry.get(alias)?.name, hook);
      assert.ok(!registry.names().includes(alias));
      assert.deepEqual(pluginEntry({ name: "a", kind: "k", hooks: [alias] }).hooks, [hook]);
      assert.notEqual(handlerOf({ [alias]: () => {} } as Plugin, hook), undefined);
      assert.throws(() => registry.register({ ...builtinHooks.tool_pre_invoke, name: alias }), TypeError);
    });
  }

  it("initialize is a hook's name in entries, as a method it is a plugin's start", () => {
    assert.equal(createHookRegistry().get("initialize")?.name, "initialization");
    assert.deepEqual(pluginEntry({ name: "a", kind: "k", hooks: ["initialize"] }).hooks, ["initialization"]);
    const hook = "initialization";
    assert.equal(handlerOf({ initialize: () => {} } as Plugin, hook), undefined);
    assert.notEqual(handlerOf({ [hook]: () => {} } as Plugin, hook), undefined);
  });

  const absent: readonly [name: string, why: RegExp][] = [
    ["federation_pre_sync", /no federation/],
    ["federation_post_sync", /no federation/],
    ["peer_post_sync", /no federation/],
    ["gateway_pre_register", /no registry of gateways/],
    ["server_post_delete", /no registry of servers/],
    ["agent_pre_invoke", /A2A/],
    ["identity_resolve", /http_auth_resolve_user/],
  ];
  for (const [name, why] of absent) {
    it(`${name} is refused, and why is said`, () => {
      const registry = createHookRegistry();
      assert.equal(registry.get(name), undefined);
      assert.match(unknownHookMessage(name, registry), why);
    });
  }
});

it("an isolated plugin's answer means the same, whatever its headers are called", () => {
  const hook = builtinHooks.http_pre_request;
  const answer = { modified_payload: { path: "/mcp", method: "POST", x: "1" } };
  const written = writtenResult(answer, request, request, hook) as { modified_payload: object };
  assert.deepEqual(asPayload(hook, request, written.modified_payload), {
    headers: { ...request.headers, path: "/mcp", method: "POST", x: "1" },
  });
  assert.deepEqual(writtenResult({ modified_payload: { x: 1 } }, request, request, hook), {
    modified_payload: "malformed",
  });
});
