import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonObject, Plugin } from "../../../src/framework/index.ts";
import type { Headers } from "../../../src/inspection/verdict.ts";
import { call, inspect, postHeaders, request, requestHead, text } from "../inspect.ts";

type Settings = Parameters<typeof inspect>[1];

async function sent(plugin: Plugin, body: string, headers: Headers = postHeaders, settings: Settings = {}) {
  const inspected = await inspect(plugin, settings);
  requestHead(inspected.exchange, headers);
  return { ...inspected, verdict: await request(inspected.exchange, body) };
}

const about = (method: string, params: JsonObject): string =>
  `{"jsonrpc":"2.0","id":1,"method":"${method}","params":${JSON.stringify(params)}}`;

describe("payloads of requests", () => {
  it("are ContextForge's", async () => {
    const seen: unknown[] = [];
    const note = (payload: unknown) => void seen.push(payload);
    const plugin: Plugin = { tool_pre_invoke: note, prompt_pre_fetch: note, resource_pre_fetch: note };
    const headers: Headers = [...postHeaders, ["x-a", "1"], ["x-a", "2"], ["__proto__", "x"]];
    await sent(plugin, about("tools/call", { name: "t", arguments: { a: [1] } }), headers);
    await sent(plugin, about("tools/call", { name: "t" }));
    await sent(plugin, about("prompts/get", { name: "p", arguments: { who: "bob" } }));
    await sent(plugin, about("resources/read", { uri: "u:1" }));
    const type = { "content-type": "application/json" };
    assert.deepEqual(JSON.parse(JSON.stringify(seen)), [
      { name: "t", args: { a: [1] }, headers: { ...type, "x-a": "1, 2", ["__proto__"]: "x" } },
      { name: "t", args: {}, headers: type },
      { prompt_id: "p", name: "p", args: { who: "bob" } },
      { uri: "u:1", metadata: {} },
    ]);
  });
});

describe("edits of requests", () => {
  it("of prompts change arguments, not the name", async () => {
    const plugin: Plugin = {
      prompt_pre_fetch: (payload) => ({
        modified_payload: { ...payload, prompt_id: "other", name: "other", args: { who: "***" } },
      }),
    };
    const body = about("prompts/get", { name: "p", arguments: { who: "bob" } });
    assert.equal(text((await sent(plugin, body)).verdict), body.replace("bob", "***"));
  });

  it("of resources change the URI, and its header with it", async () => {
    const plugin: Plugin = {
      resource_pre_fetch: ({ metadata }) => ({ modified_payload: { uri: "u:é", metadata } }),
    };
    const body = about("resources/read", { uri: "u:1" });
    const { verdict } = await sent(plugin, body, [...postHeaders, ["mcp-name", "u:1"]]);
    assert.equal(text(verdict), body.replace("u:1", "u:é"));
    assert.deepEqual(verdict.kind === "replace" && verdict.headers, {
      set: [["mcp-name", `=?base64?${Buffer.from("u:é").toString("base64")}?=`]],
    });
  });

  it("of a resource's metadata: its headers reach the server, with the URI's own", async () => {
    const headers = { "X-Team": "a", "Mcp-Name": "no", host: "no", "X-Bad": "a\r\nb", "x-number": 1 };
    for (const uri of ["u:1", "u:2"]) {
      const plugin: Plugin = {
        resource_pre_fetch: () => ({ modified_payload: { uri, metadata: { headers } } }),
      };
      const sentHeaders: Headers = [...postHeaders, ["mcp-name", "u:1"], ["x-team", "b"]];
      const { verdict } = await sent(plugin, about("resources/read", { uri: "u:1" }), sentHeaders);
      const set = [...(uri === "u:2" ? [["mcp-name", "u:2"]] : []), ["x-team", "a"]];
      const changes = (verdict as { headers?: { set: unknown; remove?: unknown } }).headers;
      assert.deepEqual([changes?.set, changes?.remove ?? []], [set, []]);
    }
  });

  let deep: JsonObject = {};
  for (let level = 0; level < 700; level++) deep = { deep };
  for (const [name, args] of Object.entries<unknown>({
    "nested too deep": deep,
    "no object": "hush",
    "a number that JSON has not": { a: Number.NaN },
  })) {
    it(`that can't be written (${name}) are denied as a plugin's error, under the request's id`, async () => {
      const plugin: Plugin = {
        tool_pre_invoke: (payload) => ({ modified_payload: { ...payload, args: args as JsonObject } }),
      };
      const { verdict, faults, decisions } = await sent(plugin, call("7", "t", "{}"));
      assert.ok(verdict.kind === "deny" && verdict.denial.status === 200);
      const denial = JSON.parse(text(verdict));
      assert.deepEqual([denial.id, denial.error.data], [7, { plugin: "inline", code: "PLUGIN_ERROR" }]);
      assert.deepEqual(faults, []);
      assert.equal(decisions.at(-1)?.action, "denied");
    });
  }

  it("that take the wrapping of the reference adapter away are denied", async () => {
    const plugin: Plugin = {
      tool_pre_invoke: (payload) => ({ modified_payload: { ...payload, args: { tool_args: null } } }),
    };
    const settings: Settings = { compat: "reference", reference: { wrap_arguments: true } };
    const { verdict } = await sent(plugin, call("7", "t", '{"a":"hush"}'), postHeaders, settings);
    assert.equal(verdict.kind, "deny");
    assert.doesNotMatch(text(verdict), /hush/);
  });
});

describe("header edits in a batch", () => {
  const batch = `[${call("1", "a", "{}")},${call("2", "b", "{}")},${call("3", "c", "{}")}]`;
  const headers: Headers = [...postHeaders, ["authorization", "Bearer x"], ["x-keep", "1"]];

  it("add up: each message is judged with what the earlier ones left", async () => {
    const seen: unknown[] = [];
    const plugin: Plugin = {
      tool_pre_invoke(payload) {
        const { authorization, ...rest } = payload.headers ?? {};
        seen.push([authorization, rest["x-last"]]);
        return { modified_payload: { ...payload, headers: { ...rest, "x-last": payload.name } } };
      },
    };
    const { verdict } = await sent(plugin, batch, headers);
    assert.deepEqual(seen, [
      ["Bearer x", undefined],
      [undefined, "a"],
      [undefined, "b"],
    ]);
    assert.deepEqual(verdict.kind === "replace" && [verdict.headers, verdict.headersRequired], [
      { set: [["x-last", "c"]], remove: ["authorization"] },
      true,
    ]);
  });

  it("that take back what an earlier message set leave nothing of it", async () => {
    const plugin: Plugin = {
      tool_pre_invoke(payload) {
        const { "x-keep": _, ...rest } = payload.headers ?? {};
        const edited = payload.name === "a" ? { ...rest, "x-keep": "2" } : rest;
        return { modified_payload: { ...payload, headers: edited } };
      },
    };
    const { verdict } = await sent(plugin, batch, headers);
    assert.deepEqual(verdict.kind === "replace" && verdict.headers, { set: [], remove: ["x-keep"] });
  });
});

describe("ids within a batch", () => {
  it("may not repeat: an answer could not be told from the other", async () => {
    for (const ids of [
      ["1", "1"],
      ['"a"', '"\\u0061"'],
    ] as const) {
      const batch = `[${call(ids[0], "a", "{}")},${call(ids[1], "b", "{}")}]`;
      const { verdict, decisions } = await sent({}, batch);
      assert.equal(verdict.kind, "deny");
      assert.equal(decisions.at(-1)?.code, "duplicate_id");
    }
    const differ = `[${call("1", "a", "{}")},${call('"1"', "b", "{}")}]`;
    assert.equal((await sent({}, differ)).verdict.kind, "pass");
  });
});

describe("headers for the response of a denied request", () => {
  it("are those of every plugin that ran, the violation's own first, none of framing", async () => {
    const plugin: Plugin = {
      tool_pre_invoke: ({ name }) =>
        name === "a"
          ? { http_headers: { "X-Left": "1", "X-Both": "hook", "Content-Length": "3" } }
          : {
              continue_processing: false,
              violation: { code: "X", http_headers: { "X-Both": "violation", "X-MCP-Denied": "no" } },
            },
    };
    const { verdict } = await sent(plugin, `[${call("1", "a", "{}")},${call("2", "b", "{}")}]`);
    assert.deepEqual(verdict.kind === "deny" && verdict.denial.headers, [
      ["x-left", "1"],
      ["x-both", "violation"],
      ["content-type", "application/json"],
      ["x-mcp-denied", "true"],
    ]);
  });
});
