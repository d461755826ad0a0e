/** What a hostile server sent to real clients (the SDKs for TypeScript, Python, Go, and mcp-go) past an earlier version. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Plugin } from "../../../src/framework/index.ts";
import type { Headers } from "../../../src/inspection/verdict.ts";
import {
  asked,
  fetched,
  inspect,
  postHeaders,
  push,
  requestHead,
  response,
  responseHead,
  text,
} from "../inspect.ts";

/** Masks a word in whatever the tool hook is shown; notes what it saw. */
function masking(): { plugin: Plugin; seen: unknown[] } {
  const seen: unknown[] = [];
  const plugin: Plugin = {
    tool_post_invoke({ name, result }) {
      seen.push(result);
      const said = JSON.stringify(result);
      if (!said.includes("secret")) return {};
      return { modified_payload: { name, result: JSON.parse(said.replaceAll("secret", "******")) } };
    },
  };
  return { plugin, seen };
}

const typed = (status: string, ...types: string[]): Headers => [
  [":status", status],
  ...types.map((type) => ["content-type", type] as const),
];
const eventsHead = typed("200", "text/event-stream");
const result = (said: string): string =>
  `{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"${said}"}]}}`;

describe("an event stream that clients split into other lines", () => {
  const streams: [name: string, stream: string][] = [
    [
      "a byte order mark read as Latin-1, which eventsource-parser skips",
      `\u00ef\u00bb\u00bfdata: ${result("secret")}\n\n`,
    ],
    ["the same behind a real one", `\ufeff\u00ef\u00bb\u00bfdata: ${result("secret")}\n\n`],
    [
      "a CR within the data of clients that know LF alone",
      'data: {"jsonrpc":"2.0","id":1,"result":{"content":[]\r,"_meta":{"x":"secret"}\ndata: }}\n\n',
    ],
    [
      "the same with a comment",
      'data: {"jsonrpc":"2.0","id":1,"result":{"_meta":{"x"\r:"secret","y"\ndata: :""},"content":[]}}\n\n',
    ],
    [
      "the same in a stream's unfinished end",
      'data: {"jsonrpc":"2.0","id":1,"result":{"content":[\r"secret"\ndata: ]}}',
    ],
    ["a line that Go's SDK quotes in its error", "secret\n\n"],
    ["JSON alone", `${result("secret")}\n\n`],
  ];
  for (const [name, stream] of streams) {
    it(name, async () => {
      const { exchange } = await asked(masking().plugin);
      responseHead(exchange, eventsHead);
      const forwarded = await push(exchange, stream, true);
      // What a reader that ends lines with LF alone takes for data or quotes; comments it skips.
      const lines = forwarded.split("\n").filter((line) => !line.startsWith(":"));
      assert.equal(lines.join("\n").includes("secret"), false);
      assert.equal(/\r(?!\n)/.test(forwarded), false);
    });
  }
});

describe("a GET that asks for events", () => {
  const get = async (accept: string) => {
    const inspected = await inspect(masking().plugin);
    const headers: Headers = [[":method", "GET"], ...postHeaders.slice(1, 4), ["accept", accept]];
    requestHead(inspected.exchange, headers, true);
    return inspected.exchange;
  };

  it("is refused another content type: clients read any as events", async () => {
    for (const head of [typed("200", "text/plain"), typed("200"), typed("206", "application/octet-stream")]) {
      assert.equal(responseHead(await get("text/event-stream"), head).kind, "deny");
      assert.equal(responseHead(await get("application/json, Text/Event-Stream"), head).kind, "deny");
    }
    assert.equal(responseHead(await get("text/html"), typed("200", "text/html")).kind, "pass");
    assert.equal(responseHead(await get("text/event-stream"), eventsHead).kind, "events");
  });

  it("has any result seen by the tool hook: clients fill in what it lacks", async () => {
    for (const members of [
      '"_meta":{"x":"secret"}',
      '"more":"secret"',
      '"tools":[],"_meta":{"x":"secret"}',
      '"contents":[],"_meta":{"x":"secret"}',
    ]) {
      const { exchange } = await fetched(masking().plugin);
      responseHead(exchange, eventsHead);
      const forwarded = await push(exchange, `data: {"jsonrpc":"2.0","id":1,"result":{${members}}}\n\n`);
      assert.equal(forwarded.includes("secret"), false, members);
    }
  });
});

it("the result of a task may be a tool's, of any shape", async () => {
  for (const method of ["tasks/result", "tasks/get"]) {
    const { exchange } = await asked(
      masking().plugin,
      `{"jsonrpc":"2.0","id":1,"method":"${method}","params":{"taskId":"t"}}`,
    );
    responseHead(exchange);
    const verdict = await response(exchange, '{"jsonrpc":"2.0","id":1,"result":{"_meta":{"x":"secret"}}}');
    assert.match(text(verdict), /\*{6}/);
  }
});

describe("the body of an HTTP error, which clients put into their own", () => {
  const plain = typed("500", "text/plain");

  it("is seen by the hooks as an error's message, and keeps what is not edited", async () => {
    const { plugin, seen } = masking();
    const { exchange } = await asked(plugin);
    assert.equal(responseHead(exchange, plain).kind, "collect");
    const verdict = await response(exchange, 'no "secret"\n');
    assert.equal(text(verdict), 'no "******"\n');
    assert.deepEqual(seen, [{ code: 500, message: 'no "secret"\n' }]);
    assert.equal(verdict.kind === "replace" && verdict.headers, undefined);
    const other = await asked(plugin);
    responseHead(other.exchange, plain);
    assert.equal((await response(other.exchange, "Method Not Allowed")).kind, "pass");
  });

  it("is denied as JSON, under its status", async () => {
    const deny: Plugin = {
      tool_post_invoke: () => ({
        continue_processing: false,
        violation: { reason: "No", description: "never", code: "NOPE" },
      }),
    };
    const { exchange } = await asked(deny);
    responseHead(exchange, plain);
    const verdict = await response(exchange, "secret");
    assert.equal(verdict.kind, "replace");
    assert.deepEqual(JSON.parse(text(verdict)).error.data, { plugin: "inline", code: "NOPE" });
    assert.deepEqual(verdict.headers?.set?.[0], ["content-type", "application/json"]);
  });

  it("of whatever type, event streams too", async () => {
    for (const head of [
      typed("404"),
      typed("400", "text/html"),
      typed("503", "text/event-stream"),
      typed("302"),
    ]) {
      const { exchange } = await asked(masking().plugin);
      responseHead(exchange, head);
      assert.equal(text(await response(exchange, ": secret\n\n")), ": ******\n\n");
    }
  });

  it("is read as JSON where it is: Go's clients do not look at the type", async () => {
    const { exchange } = await asked(masking().plugin);
    responseHead(exchange, plain);
    const body = ' {"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"\\u0073ecret"}}';
    assert.equal(text(await response(exchange, body)), body.replace("\\u0073ecret", "******"));
    const loose = await asked(masking().plugin);
    responseHead(loose.exchange, plain);
    const broken = await response(loose.exchange, body.replace("}}", "}} secret"));
    assert.equal(JSON.parse(text(broken)).error.data.code, "trailing_bytes");
    const marked = await asked(masking().plugin);
    responseHead(marked.exchange, plain);
    assert.equal(
      JSON.parse(text(await response(marked.exchange, `\ufeff${body}`))).error.data.code,
      "byte_order_mark",
    );
  });

  it("answers a notification, or comes before the request was read", async () => {
    const notification = '{"jsonrpc":"2.0","method":"notifications/initialized"}';
    for (const [head, body, expected] of [
      [typed("400", "text/plain"), "secret", "******"],
      [typed("400", "application/json"), '{"detail":"secret"}', '{"detail":"******"}'],
      [typed("400", "application/json"), '"secret"', '"******"'],
    ] as const) {
      const { exchange } = await asked(masking().plugin, notification);
      responseHead(exchange, head);
      assert.equal(text(await response(exchange, body)), expected);
      const early = await inspect(masking().plugin);
      requestHead(early.exchange);
      responseHead(early.exchange, head);
      assert.equal(text(await response(early.exchange, body)), expected);
    }
  });
});
