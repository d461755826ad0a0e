import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonValue, Plugin } from "../../../src/framework/index.ts";
import {
  asked,
  fetched,
  inspect,
  requestHead,
  response,
  responseHead,
  text,
  toolAnswer,
} from "../inspect.ts";

const result = (value: JsonValue): string => `{"jsonrpc":"2.0","id":1,"result":${JSON.stringify(value)}}`;
const about = (method: string, params: JsonValue): string =>
  `{"jsonrpc":"2.0","id":1,"method":"${method}","params":${JSON.stringify(params)}}`;

/** What the plugin made of an answer to a request. */
async function answered(plugin: Plugin, request: string | undefined, body: string): Promise<string> {
  const { exchange } = request === undefined ? await fetched(plugin) : await asked(plugin, request);
  responseHead(exchange);
  return text(await response(exchange, body), body);
}

/** Every hook, each noting its payload. */
function spy(): { plugin: Plugin; seen: [hook: string, payload: unknown][] } {
  const seen: [string, unknown][] = [];
  const plugin: Plugin = {
    tool_post_invoke: (payload) => void seen.push(["tool", payload]),
    prompt_post_fetch: (payload) => void seen.push(["prompt", payload]),
    resource_post_fetch: (payload) => void seen.push(["resource", payload]),
  };
  return { plugin, seen };
}

describe("which hook sees an answer", () => {
  const tool = { content: [{ type: "text", text: "a" }] };
  const prompt = { messages: [{ role: "user", content: { type: "text", text: "a" } }] };
  const error = '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"m","data":{"x":1}}}';
  const cases: [name: string, request: string | undefined, body: string, hooks: string[]][] = [
    ["of tools/call", about("tools/call", { name: "t" }), result(tool), ["tool"]],
    ["of tools/call, of another shape", about("tools/call", { name: "t" }), result(prompt), ["tool"]],
    ["of tools/call, an error", about("tools/call", { name: "t" }), error, ["tool"]],
    ["of prompts/get", about("prompts/get", { name: "p" }), result(prompt), ["prompt"]],
    ["of prompts/get, an error", about("prompts/get", { name: "p" }), error, ["prompt"]],
    ["of resources/read", about("resources/read", { uri: "u:1" }), result(tool), ["resource"]],
    ["of tools/list, of its own shape", about("tools/list", {}), result({ tools: [] }), []],
    [
      "of tools/list, of another shape",
      about("tools/list", {}),
      result({ ...tool, ...prompt }),
      ["tool", "prompt"],
    ],
    ["of tools/list, an error", about("tools/list", {}), error, []],
    ["to nothing that was seen", undefined, result({ contents: [] }), ["tool", "resource"]],
    ["to nothing that was seen, an error", undefined, error, ["tool", "prompt", "resource"]],
  ];
  for (const [name, request, body, hooks] of cases) {
    it(name, async () => {
      const { plugin, seen } = spy();
      assert.equal(await answered(plugin, request, body), body);
      assert.deepEqual(
        seen.map(([hook]) => hook),
        hooks,
      );
    });
  }

  it("with the payload of ContextForge", async () => {
    const { plugin, seen } = spy();
    await answered(plugin, about("tools/call", { name: "t" }), result(tool));
    await answered(plugin, about("prompts/get", { name: "p" }), result(prompt));
    await answered(plugin, undefined, result(tool));
    assert.deepEqual(seen, [
      ["tool", { name: "t", result: tool }],
      ["prompt", { prompt_id: "p", name: "p", result: prompt }],
      ["tool", { name: "", result: tool }],
    ]);
  });
});

describe("edits of results", () => {
  it("change the edited values only", async () => {
    const mask: Plugin = {
      tool_post_invoke: ({ name, result }) => ({
        modified_payload: { name, result: JSON.parse(JSON.stringify(result).replaceAll("hush", "***")) },
      }),
    };
    const body =
      '{ "result":{"n":12345678901234567890,"content":[ {"text":"hush","type":"text"} ],"f":1.0}, "jsonrpc":"2.0","id":1}';
    assert.equal(await answered(mask, about("tools/call", { name: "t" }), body), body.replace("hush", "***"));
    const error = '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"hush","data":["hush"]}}';
    assert.equal(
      await answered(mask, about("tools/call", { name: "t" }), error),
      error.replaceAll("hush", "***"),
    );
  });

  it("reach structured content and its text twin alike", async () => {
    const onlyText: Plugin = {
      tool_post_invoke: ({ name, result }) => {
        const given = result as { content: { type: string; text: string }[] };
        const content = given.content.map((item) => ({ ...item, text: item.text.replace("hush", "***") }));
        return { modified_payload: { name, result: { ...given, content } } };
      },
    };
    const twins = result({
      content: [{ type: "text", text: '{"a":"hush","b":1}' }],
      structuredContent: { a: "hush", b: 1 },
    });
    assert.equal(
      await answered(onlyText, about("tools/call", { name: "t" }), twins),
      twins.replaceAll("hush", "***"),
    );
  });

  it("that leave the old value in the twin are denied", async () => {
    const dropText: Plugin = {
      tool_post_invoke: ({ name, result }) => ({
        modified_payload: { name, result: { ...(result as object), content: [] } },
      }),
    };
    const twins = result({
      content: [{ type: "text", text: '{"a":"hush"}' }],
      structuredContent: { a: "hush" },
    });
    const forwarded = await answered(dropText, about("tools/call", { name: "t" }), twins);
    assert.match(forwarded, /TWIN_NOT_EDITED/);
    assert.doesNotMatch(forwarded, /hush/);
  });

  it("of several hooks add up, each on what the one before left", async () => {
    const both: Plugin = {
      tool_post_invoke: ({ name, result }) => ({
        modified_payload: { name, result: { ...(result as object), a: 1 } },
      }),
      prompt_post_fetch: ({ result, ...rest }) => ({
        modified_payload: { ...rest, result: { ...(result as object), b: (result as { a: number }).a + 1 } },
      }),
    };
    const forwarded = await answered(both, undefined, result({ content: [], messages: [] }));
    assert.equal(forwarded, result({ content: [], messages: [], a: 1, b: 2 }));
  });

  const deep = (levels: number): JsonValue => {
    let value: JsonValue = "hush";
    for (let level = 0; level < levels; level++) value = [value];
    return value;
  };
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const unwritable: Record<string, unknown> = {
    "nested too deep": { content: deep(700) },
    cyclic,
    "no object": "hush",
    "a list": ["hush"],
    "a date": { content: new Date(0) },
    "a number that JSON has not": { content: Number.NaN },
  };
  for (const [name, value] of Object.entries(unwritable)) {
    it(`${name}: denied as a plugin's error`, async () => {
      const plugin: Plugin = {
        tool_post_invoke: (payload) => ({ modified_payload: { ...payload, result: value as JsonValue } }),
      };
      const forwarded = JSON.parse(
        await answered(plugin, about("tools/call", { name: "t" }), toolAnswer("1", "hush")),
      );
      assert.equal(forwarded.id, 1);
      assert.equal(forwarded.error.data.code, "PLUGIN_ERROR");
      assert.equal(forwarded.error.data.plugin, "inline");
      assert.doesNotMatch(JSON.stringify(forwarded), /hush/);
    });
  }
});

describe("resources", () => {
  const read = about("resources/read", { uri: "u:1" });
  const entries = [
    { uri: "u:1", text: "one" },
    { uri: "u:2", text: "two" },
  ];

  it("are seen entry by entry, and so is what stands beside the entries", async () => {
    const { plugin, seen } = spy();
    await answered(plugin, read, result({ contents: entries, _meta: { note: "three" } }));
    assert.deepEqual(
      seen.map(([, payload]) => payload),
      [
        { uri: "u:1", content: entries[0] },
        { uri: "u:2", content: entries[1] },
        { uri: "u:1", content: { _meta: { note: "three" } } },
      ],
    );
  });

  it("of any other shape are seen whole", async () => {
    const cases: [value: JsonValue, seen: JsonValue[]][] = [
      [{ contents: { uri: "u:1", text: "x" } }, [{ contents: { uri: "u:1", text: "x" } }]],
      [{ text: "x" }, [{ text: "x" }]],
      [{ contents: [] }, [{}]],
      [{ contents: [3, null, ["x"]] }, [3, null, ["x"]]],
    ];
    for (const [value, expected] of cases) {
      const { plugin, seen } = spy();
      await answered(plugin, read, result(value));
      const contents = seen.map(([, payload]) => (payload as { content: unknown }).content);
      assert.deepEqual(contents, expected);
    }
  });

  it("that the server names otherwise are seen by the plugins of what was asked for", async () => {
    const names: string[] = [];
    const plugin: Plugin = { resource_post_fetch: ({ uri }) => void names.push(uri) };
    const { exchange } = await inspect(plugin, {}, "enforce", [{ resources: ["u:1"] }]);
    requestHead(exchange);
    await exchange.requestBody(Buffer.from(read));
    responseHead(exchange);
    await response(exchange, result({ contents: [{ uri: "u:other", text: "hush" }, { text: "hush" }] }));
    assert.deepEqual(names, ["u:other", "u:1"]);
  });

  it("are edited entry by entry and beside", async () => {
    const mark: Plugin = {
      resource_post_fetch: ({ uri, content }) => ({
        modified_payload: { uri, content: { ...(content as object), seen: uri } },
      }),
    };
    const forwarded = await answered(mark, read, result({ contents: entries, _meta: {} }));
    assert.equal(
      forwarded,
      result({ contents: entries.map((entry) => ({ ...entry, seen: entry.uri })), _meta: {}, seen: "u:1" }),
    );
  });

  it("are denied whole for one entry", async () => {
    const { plugin } = spy();
    const refuseTwo: Plugin = {
      ...plugin,
      resource_post_fetch: ({ uri }) => ({ continue_processing: uri !== "u:2" }),
    };
    assert.match(await answered(refuseTwo, read, result({ contents: entries })), /"error"/);
  });

  it("bring the metadata that the pre hook left", async () => {
    const seen: unknown[] = [];
    const plugin: Plugin = {
      resource_pre_fetch: ({ uri }) => ({ modified_payload: { uri, metadata: { tag: "x" } } }),
      resource_post_fetch: ({ metadata }) => void seen.push(metadata),
    };
    await answered(plugin, read, result({ contents: entries }));
    assert.deepEqual(seen, [{ tag: "x" }, { tag: "x" }]);
  });
});
