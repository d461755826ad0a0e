import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Plugin } from "../../../src/framework/index.ts";
import type { Headers } from "../../../src/inspection/verdict.ts";
import {
  asked,
  call,
  fetched,
  inspect,
  postHeaders,
  push,
  requestHead,
  responseHead,
  toolAnswer,
} from "../inspect.ts";

const eventHeaders: Headers = [
  [":status", "200"],
  ["content-type", "text/event-stream"],
];
const refused = (id: string): string =>
  `{"jsonrpc":"2.0","id":${id},"error":{"code":40300,"message":"No -- never","data":{"plugin":"inline","code":"NOPE"}}}`;

/** Denies a text that says "hush", edits one that says "mask", notes what it saw. */
function guard(): { plugin: Plugin; seen: string[] } {
  const seen: string[] = [];
  const plugin: Plugin = {
    tool_post_invoke({ name, result }) {
      const text = JSON.stringify(result);
      seen.push(text);
      if (text.includes("hush"))
        return {
          continue_processing: false,
          violation: { reason: "No", description: "never", code: "NOPE" },
        };
      if (!text.includes("mask")) return {};
      return { modified_payload: { name, result: JSON.parse(text.replaceAll("mask", "****")) } };
    },
  };
  return { plugin, seen };
}

/** What goes on of a whole stream that answers a tool call. */
async function streamed(
  stream: string,
  request = call("1", "t", "{}"),
  headers = postHeaders,
): Promise<string> {
  const { exchange } = await asked(guard().plugin, request, {}, headers);
  responseHead(exchange, eventHeaders);
  return push(exchange, stream, true);
}

/** What goes on of a stream that a GET opened. */
async function resumed(stream: string): Promise<string> {
  const { exchange } = await fetched(guard().plugin);
  responseHead(exchange, eventHeaders);
  return push(exchange, stream, true);
}

const progress =
  '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":1,"message":"hush"}}';
const elicitation = '{"jsonrpc":"2.0","id":1,"method":"elicitation/create","params":{"message":"hush?"}}';

describe("an event stream", () => {
  it("passes byte for byte when nothing edits it", async () => {
    const stream =
      ": hello\n\nid: 1\ndata:\n\nretry: 500\nevent: message\r\ndata: " +
      `${progress}\r\n\r\ndata: ${elicitation}\n\n:\n` +
      `event: odd\r\ndata:{"jsonrpc":"2.0", "id":1,\r\ndata: "result":{"content":[],"n":1.0}}\r\n\r\n\n\n`;
    const { exchange } = await asked(guard().plugin);
    responseHead(exchange, eventHeaders);
    const piece = Buffer.from(stream);
    const { bytes } = await exchange.responseEvents(piece, true);
    assert.equal(bytes, piece);
  });

  it("has its answer edited in place", async () => {
    const event = `id: 7\nevent: message\ndata: ${toolAnswer("1", "mask 1")}\n\n`;
    assert.equal(
      await streamed(`data: ${progress}\n\n${event}`),
      `data: ${progress}\n\n${event.replace("mask", "****")}`,
    );
  });

  it("has its answer denied in place: id and event lines stay", async () => {
    assert.equal(
      await streamed(`id: 7\nevent: message\ndata: ${toolAnswer("1", "hush")}\nretry: 5\n\n`),
      `id: 7\nevent: message\ndata: ${refused("1")}\nretry: 5\n\n`,
    );
  });

  it("is read whatever its event is called, and over several data lines", async () => {
    const [start, end] = [
      '{"jsonrpc":"2.0","id":1,',
      '"result":{"content":[{"type":"text","text":"hush"}]}}',
    ];
    for (const stream of [
      `event: foo\ndata: ${start}\ndata: ${end}\n\n`,
      `data:${start}\r:comment\rdata:${end}\r\r`,
      `data: ${start}${end}`,
      `data: ${start}${end}\n`,
    ]) {
      const forwarded = await streamed(stream);
      assert.match(forwarded, /"code":"NOPE"/);
      assert.doesNotMatch(forwarded, /hush/);
    }
  });

  it("is read behind a byte order mark, which goes", async () => {
    const event = `data: ${toolAnswer("1", "fine")}\n\n`;
    assert.equal(await streamed(`\ufeff${event}`), event);
    assert.doesNotMatch(await streamed(`\ufeff\ufeffdata: ${toolAnswer("1", "hush")}\n\n`), /hush/);
  });

  it("has every answer to an id judged", async () => {
    const twice = `data: ${toolAnswer("1", "fine")}\n\ndata: ${toolAnswer("1", "hush")}\n\n`;
    assert.doesNotMatch(await streamed(twice), /hush/);
  });

  it("passes requests and notifications of the server", async () => {
    const stream = `data: ${progress}\n\ndata: ${elicitation}\n\n`;
    assert.equal(await streamed(stream), stream);
    assert.equal(await resumed(stream), stream);
  });
});

describe("an event that is not acceptable", () => {
  const cases: [name: string, data: string, code: string][] = [
    ["no JSON", "hush", "syntax"],
    ["a list's end", "[DONE] hush", "trailing_bytes"],
    ["trailing bytes", `${toolAnswer("1", "a")}hush`, "trailing_bytes"],
    [
      "duplicate keys",
      '{"jsonrpc":"2.0","id":1,"result":{"content":[],"content":["hush"]}}',
      "duplicate_key",
    ],
    ["an answer to another request", toolAnswer("2", "hush"), "foreign_id"],
    ["the id as text", toolAnswer('"1"', "hush"), "foreign_id"],
    ["a malformed answer to another request", '{"jsonrpc":"1.0","id":2,"result":"hush"}', "bad_version"],
    ["a folded key", '{"jsonrpc":"2.0","id":1,"Result":{"content":["hush"]},"result":{}}', "folded_key"],
    ["no message", '"hush"', "not_an_object"],
  ];
  for (const [name, data, code] of cases) {
    it(`(${name}) becomes an error of the request; without one it loses its data`, async () => {
      const forwarded = await streamed(`id: 3\ndata: ${data}\n\n`);
      assert.match(forwarded, /^id: 3\ndata: \{"jsonrpc":"2.0","id":1,"error":/);
      assert.doesNotMatch(forwarded, /hush/);
      if (code === "foreign_id") return;
      const alone = await resumed(`id: 3\ndata: ${data}\n\n`);
      assert.doesNotMatch(alone, /hush/);
      assert.match(alone, /^id: 3\ndata: ?(\{"jsonrpc":"2.0","id":\d,"error".*)?\n\n$/);
    });
  }

  it("and is a request of the server becomes one that the client refuses", async () => {
    const bad = '{"jsonrpc":"2.0","id":1,"method":"elicitation/create","params":{},"hush":1}';
    assert.equal(
      await streamed(`id: 3\ndata: ${bad}\n\n`),
      'id: 3\ndata: {"jsonrpc":"2.0","id":1,"method":"policy/blocked","params":{}}\n\n',
    );
  });

  it("and is a notification loses its data, and the answer still comes", async () => {
    const bad = '{"jsonrpc":"2.0","method":"notifications/message","hush":1}';
    const answer = `data: ${toolAnswer("1", "fine")}\n\n`;
    assert.equal(await streamed(`id: 3\ndata: ${bad}\n\n${answer}`), `id: 3\ndata:\n\n${answer}`);
  });
});

describe("data that is not read, of a message that can only be the server's own call", () => {
  const deep = (text: string) => `${'{"a":'.repeat(80)}"${text}"${"}".repeat(80)}`;
  const answer = `data: ${toolAnswer("1", "fine")}\n\n`;
  const blocked = '{"jsonrpc":"2.0","id":7,"method":"policy/blocked","params":{}}';
  const unreadable: [name: string, data: string, expected: string][] = [
    [
      "a request, nested too deep, its id behind it",
      `{"method":"elicitation/create","params":{"_meta":${deep("hush")}},"jsonrpc":"2.0","id":7}`,
      blocked,
    ],
    [
      "a request with a name twice",
      '{"jsonrpc":"2.0","id":7,"method":"roots/list","method":"roots/list","params":{"hush":1}}',
      blocked,
    ],
    [
      "a notification, nested too deep",
      `{"jsonrpc":"2.0","method":"notifications/message","params":{"data":${deep("hush")}}}`,
      "",
    ],
    ["a request of two ids", '{"jsonrpc":"2.0","id":7,"id":8,"method":"roots/list","hush":1}', ""],
    [
      "a request whose id is half a pair",
      '{"jsonrpc":"2.0","id":"\\ud800","method":"roots/list","params":{"hush":1}}',
      "",
    ],
  ];
  for (const [name, data, expected] of unreadable) {
    it(`(${name}) is refused for itself, and the answer still comes`, async () => {
      const forwarded = await streamed(`id: 3\ndata: ${data}\n\n${answer}`);
      assert.equal(forwarded, `id: 3\ndata:${expected && ` ${expected}`}\n\n${answer}`);
      assert.doesNotMatch(await resumed(`data: ${data}\n\n`), /hush/);
    });
  }

  const doubtful: [name: string, data: string][] = [
    ["a result too", '{"jsonrpc":"2.0","id":1,"method":"x","method":"x","result":{"content":["hush"]}}'],
    ["an error too", '{"jsonrpc":"2.0","id":1,"method":"x","method":"x","error":{"message":"hush"}}'],
    ["a folded result", '{"jsonrpc":"2.0","id":1,"method":"x","method":"x","Result":{"content":["hush"]}}'],
    ["no end", '{"jsonrpc":"2.0","id":1,"method":"hush"'],
  ];
  for (const [name, data] of doubtful) {
    it(`(${name}) is the answer's place: the client gets its error there`, async () => {
      const forwarded = await streamed(`data: ${data}\n\n`);
      assert.match(forwarded, /^data: \{"jsonrpc":"2.0","id":1,"error":/);
      assert.doesNotMatch(forwarded, /hush/);
    });
  }
});

describe("answers without a request that was seen", () => {
  it("are judged by their shape, and denied under their own id", async () => {
    assert.equal(
      await resumed(`id: 4\ndata: ${toolAnswer("9", "hush")}\n\n`),
      `id: 4\ndata: ${refused("9")}\n\n`,
    );
    const fine = `data: ${toolAnswer("9", "fine")}\n\n`;
    assert.equal(await resumed(fine), fine);
  });
});

describe("batches in events", () => {
  const old: Headers = [...postHeaders, ["mcp-protocol-version", "2025-03-26"]];
  const later: Headers = [...postHeaders, ["mcp-protocol-version", "2025-06-18"]];
  const good = `data: [${progress},${toolAnswer("1", "fine")}]\n\n`;

  it("pass where the revision has them, edited element by element", async () => {
    assert.equal(await streamed(good, undefined, old), good);
    const masked = `data: [${progress},${toolAnswer("1", "mask")}]\n\n`;
    assert.equal(await streamed(masked, undefined, old), masked.replace("mask", "****"));
    assert.equal(await resumed(good), good);
  });

  it("are denied where it has none, as the one answer that clients read there", async () => {
    const forwarded = await streamed(
      `data: [${toolAnswer("1", "fine")},${elicitation}]\n\n`,
      undefined,
      later,
    );
    const { id, error } = JSON.parse(forwarded.slice("data: ".length));
    assert.deepEqual([id, error.data.code], [1, "batch"]);
  });

  it("are denied whole for one message", async () => {
    const requests = `[${call("1", "a", "{}")},${call("2", "b", "{}")}]`;
    const stream = `id: 1\ndata: [${toolAnswer("1", "fine")},${progress},${toolAnswer("2", "hush")},${toolAnswer("3", "x")}]\n\n`;
    const forwarded = await streamed(stream, requests, old);
    assert.equal(forwarded, `id: 1\ndata: [${refused("1")},${refused("2")}]\n\n`);
  });

  it("lose their data where nothing in them has an id", async () => {
    const bad = '{"jsonrpc":"2.0","method":"notifications/message","hush":1}';
    assert.equal(await streamed(`data: [${progress},${bad}]\n\n`, undefined, old), "data:\n\n");
    const nameless = '{"jsonrpc":"2.0","error":{"code":1,"message":"x"}}';
    assert.equal(await streamed(`data: [${nameless},${bad}]\n\n`, undefined, old), "data:\n\n");
  });
});

describe("a last event that no blank line ends", () => {
  it("goes on as it is, and edited, as its server left it", async () => {
    const fine = `data: ${toolAnswer("1", "fine")}`;
    assert.equal(await streamed(fine), fine);
    assert.equal(
      await streamed(`id: 2\ndata: ${toolAnswer("1", "mask")}\n`),
      `id: 2\ndata: ${toolAnswer("1", "****")}\n`,
    );
  });

  it("is ended by one where it is denied, so that clients see the denial", async () => {
    for (const [start, end, closing] of [
      ["data: ", "", "\n\n"],
      ["data: ", "\n", "\n"],
      ["id: 2\r\ndata: ", "\r\n", "\r\n"],
      ["id: 2\rdata: ", "\r", "\n\n"],
    ])
      assert.equal(
        await streamed(`${start}${toolAnswer("1", "hush")}${end}`),
        `${start}${refused("1")}${end}${closing}`,
      );
    assert.match(await streamed(`data: ${toolAnswer("2", "fine")}`), /"code":"foreign_id".*\n\n$/);
  });

  it("is not ended where it was cut off, so that clients resume the stream", async () => {
    const text = await streamed(`id: 2\ndata: ${toolAnswer("1", "fine").slice(0, -3)}`);
    assert.match(text, /^id: 2\ndata: \{"jsonrpc":"2.0","id":1,"error".*"code":"syntax"\}\}\}$/);
  });
});

describe("a stream that is given up", () => {
  const progress = 'data: {"jsonrpc":"2.0","method":"notifications/progress","params":{}}\n\n';
  const requests = `[${call("1", "a", "{}")},${call("2", "b", "{}")}]`;
  const errorOf = (id: number, code: string): RegExp =>
    new RegExp(`^event: message\ndata: \\{"jsonrpc":"2.0","id":${id},"error":.*"code":"${code}".*\n\n$`);

  for (const [failure, code] of [
    ["event_timeout", "event_timeout"],
    ["verdict_timeout", "inspection_failed"],
  ] as const) {
    it(`${failure}: ends with an error for each request that has no answer, and nothing follows`, async () => {
      const { exchange, decisions } = await asked(guard().plugin, requests);
      responseHead(exchange, eventHeaders);
      await push(exchange, `${progress}data: ${toolAnswer("2", "fine")}\n\ndata: {`);
      const { bytes, end, decision } = exchange.eventsFailed(failure);
      assert.match(Buffer.from(bytes).toString(), errorOf(1, code));
      assert.deepEqual([end, decision?.code, decisions.at(-1)?.code], [true, code, code]);
      assert.deepEqual(exchange.eventsFailed(failure), { bytes: new Uint8Array(0), end: true });
      assert.equal(await push(exchange, progress), "");
    });
  }

  it("while a plugin thinks: what was judged goes on, what comes late does not", async () => {
    let release = () => {};
    const plugin: Plugin = {
      tool_post_invoke: ({ result }) =>
        JSON.stringify(result).includes("slow")
          ? new Promise((resolve) => {
              release = () => resolve({});
            })
          : {},
    };
    const { exchange } = await asked(plugin, requests);
    responseHead(exchange, eventHeaders);
    const fine = `data: ${toolAnswer("1", "fine")}\n\n`;
    const pending = push(exchange, `${fine}data: ${toolAnswer("2", "slow")}\n\n`);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    const given = Buffer.from(exchange.eventsFailed("verdict_timeout").bytes).toString();
    assert.ok(given.startsWith(fine));
    assert.match(given.slice(fine.length), errorOf(2, "inspection_failed"));
    release();
    assert.equal(await pending, "");
  });
});

describe("an event that is too large", () => {
  const limits = { limits: { event_bytes: 200 } };
  const small = 'data: {"jsonrpc":"2.0","method":"notifications/progress","params":{}}\n\n';

  it("ends the stream with an error for the request; what came before goes on, nothing after", async () => {
    const { exchange, decisions } = await asked(guard().plugin, undefined, limits);
    responseHead(exchange, eventHeaders);
    const verdict = await exchange.responseEvents(Buffer.from(`${small}data: ${"x".repeat(300)}`), false);
    assert.equal(verdict.end, true);
    const forwarded = Buffer.from(verdict.bytes).toString();
    assert.ok(forwarded.startsWith(`${small}event: message\ndata: {"jsonrpc":"2.0","id":1,"error":`));
    assert.match(forwarded, /event_too_large.*\n\n$/);
    assert.equal(decisions.at(-1)?.code, "event_too_large");
    const after = await exchange.responseEvents(Buffer.from(small), true);
    assert.deepEqual([after.bytes.length, after.end], [0, true]);
  });

  it("ends the stream without one where the request has its answer", async () => {
    const { exchange } = await asked(guard().plugin, undefined, limits);
    responseHead(exchange, eventHeaders);
    const answer = `data: ${toolAnswer("1", "fine")}\n\n`;
    const verdict = await exchange.responseEvents(Buffer.from(`${answer}data: ${"x".repeat(300)}`), false);
    assert.deepEqual([Buffer.from(verdict.bytes).toString(), verdict.end], [answer, true]);
  });

  it("ends the stream without one where no request waits", async () => {
    const { exchange } = await fetched(guard().plugin, limits);
    responseHead(exchange, eventHeaders);
    const verdict = await exchange.responseEvents(Buffer.from(`data: ${"x".repeat(300)}`), false);
    assert.deepEqual([verdict.bytes.length, verdict.end], [0, true]);
  });

  it("is told to each request of a batch", async () => {
    const requests = `[${call("1", "a", "{}")},${call("2", "b", "{}")}]`;
    const { exchange } = await asked(guard().plugin, requests, limits);
    responseHead(exchange, eventHeaders);
    const forwarded = await push(exchange, `data: ${"x".repeat(300)}`);
    assert.match(forwarded, /"id":1,"error"[^\n]*\n\n.*\n.*"id":2,"error"/);
  });
});

describe("slow plugins on a stream", () => {
  /** Answers each result when it is told to. */
  function slow(): { plugin: Plugin; release: () => void; waiting: () => number } {
    const waiting: (() => void)[] = [];
    const plugin: Plugin = {
      tool_post_invoke: () => new Promise((resolve) => waiting.push(() => resolve({}))),
    };
    return { plugin, release: () => waiting.shift()?.(), waiting: () => waiting.length };
  }
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const answers = ["a", "b"].map((said) => `data: ${toolAnswer("1", said)}\n\n`);
  const notice = `data: ${progress}\n\n`;

  it("hold their own event and what follows it, not what came before", async () => {
    const { plugin, release, waiting } = slow();
    const { exchange } = await asked(plugin);
    responseHead(exchange, eventHeaders);
    const emitted: string[] = [];
    const emit = (bytes: Uint8Array) => void emitted.push(Buffer.from(bytes).toString());
    const piece = Buffer.from(`${notice}${notice}${answers[0]}${notice}${answers[1]}`);
    const verdict = exchange.responseEvents(piece, false, emit);
    // On a busy machine other exchanges have their turn in between.
    for (let turns = 0; waiting() === 0 && turns < 1000; turns++) await turn();
    assert.deepEqual(emitted, [notice + notice]);
    release();
    for (let turns = 0; (waiting() === 0 || emitted.length < 2) && turns < 1000; turns++) await turn();
    assert.deepEqual(emitted, [notice + notice, `${answers[0]}${notice}`]);
    release();
    assert.equal(Buffer.from((await verdict).bytes).toString(), answers[1]);
  });

  it("each have the budget to themselves where events go on one by one, and share it where not", async () => {
    const plugin: Plugin = {
      tool_post_invoke: ({ result }) => (JSON.stringify(result).includes('"a"') ? new Promise(() => {}) : {}),
    };
    const settings = { limits: { message_budget_ms: 30 } };
    const stream = Buffer.from(answers.join(""));
    const alone = await asked(plugin, undefined, settings);
    responseHead(alone.exchange, eventHeaders);
    const emitted: string[] = [];
    const { bytes } = await alone.exchange.responseEvents(stream, false, (part) =>
      emitted.push(Buffer.from(part).toString()),
    );
    // The second has its verdict at once, and goes on with the first.
    const [first, second, ...more] = `${emitted.join("")}${Buffer.from(bytes)}`.split(/(?<=\n\n)/);
    assert.match(first ?? "", /PLUGIN_TIMEOUT/);
    assert.equal(second, answers[1]);
    assert.deepEqual(more, []);
  });
});

describe("a stream after its exchange", () => {
  it("asks no plugin any more", async () => {
    const { plugin, seen } = guard();
    const { exchange, faults, decisions } = await asked(plugin);
    responseHead(exchange, eventHeaders);
    const before = decisions.length;
    exchange.close();
    const verdict = await exchange.responseEvents(Buffer.from(`data: ${toolAnswer("1", "fine")}\n\n`), false);
    assert.equal(verdict.end, true);
    assert.doesNotMatch(Buffer.from(verdict.bytes).toString(), /fine/);
    assert.deepEqual([seen, faults, decisions.length], [[], [], before]);
  });

  it("that was cut off mid-verdict lets nothing through", async () => {
    const { exchange } = await inspect({ tool_post_invoke: () => new Promise(() => {}) });
    requestHead(exchange);
    await exchange.requestBody(Buffer.from(call("1", "t", "{}")));
    responseHead(exchange, eventHeaders);
    const verdict = exchange.responseEvents(Buffer.from(`data: ${toolAnswer("1", "hush")}\n\n`), false);
    exchange.close();
    assert.doesNotMatch(Buffer.from((await verdict).bytes).toString(), /hush/);
  });
});
