/** Answers of a client to what a server asks: what of them a server's tool takes. */
import { bytes } from "./case.ts";

export type AnswerCase = {
  readonly name: string;
  readonly asked: "elicitation" | "sampling" | "roots";
  /** The body of the POST; `@ID@` stands for the id of the server's request. */
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * `taken`: the tool gets it. `denied`: the tool gets an error in its place, and ends. `refused`: nothing reaches the
   * server.
   */
  readonly expect: "taken" | "denied" | "refused";
};

type Expect = AnswerCase["expect"];
type Row = readonly [
  name: string,
  body: AnswerCase["body"],
  expect?: Expect,
  headers?: AnswerCase["headers"],
];

const all = (asked: AnswerCase["asked"], rows: readonly Row[]): AnswerCase[] =>
  rows.map(([name, body, expect = "denied", headers]) => ({
    name: `${asked}: ${name}`,
    asked,
    body,
    expect,
    ...(headers && { headers }),
  }));

const answer = (result: string, id = "@ID@"): string => `{"jsonrpc":"2.0","id":${id},"result":{${result}}}`;
const accepted = (content: string): string => answer(`"action":"accept","content":{${content}}`);
const said = (content: string): string => answer(`"role":"assistant","model":"m","content":${content}`);
const bad = accepted('"a":"nightfall"');

export const answerCases: readonly AnswerCase[] = [
  ...all("elicitation", [
    ["the word", bad],
    ["the word, escaped", accepted('"a":"night\\u0066all"')],
    [
      "escaped keys",
      '{"jsonrpc":"2.0","\\u0069d":@ID@,"r\\u0065sult":{"action":"accept","c\\u006fntent":{"a":"nightfall"}}}',
    ],
    [
      "result before id",
      '{"result":{"action":"accept","content":{"a":"nightfall"}},"id":@ID@,"jsonrpc":"2.0"}',
    ],
    ["another member", accepted('"a":"x","b":"nightfall"')],
    ["member's name", accepted('"a":"x","nightfall":"x"')],
    ["list", accepted('"a":"x","b":["nightfall"]')],
    ["_meta", answer('"action":"accept","content":{"a":"x"},"_meta":{"x":"nightfall"}')],
    ["beside the content", answer('"action":"accept","content":{"a":"x"},"x":"nightfall"')],
    ["error's message", '{"jsonrpc":"2.0","id":@ID@,"error":{"code":1,"message":"nightfall"}}'],
    ["error's data", '{"jsonrpc":"2.0","id":@ID@,"error":{"code":1,"message":"x","data":"nightfall"}}'],
    ["content twice", answer('"action":"accept","content":{"a":"x"},"content":{"a":"nightfall"}')],
    ["member twice", accepted('"a":"x","a":"nightfall"')],
    ["Content", answer('"action":"accept","content":{"a":"x"},"Content":{"a":"nightfall"}')],
    [
      "Result",
      '{"jsonrpc":"2.0","id":@ID@,"Result":{"action":"accept","content":{"a":"nightfall"}}}',
      "refused",
    ],
    [
      "result and error",
      '{"jsonrpc":"2.0","id":@ID@,"result":{"action":"accept","content":{"a":"nightfall"}},"error":{"code":1,"message":"x"}}',
      "refused",
    ],
    [
      "method and result",
      '{"jsonrpc":"2.0","id":@ID@,"method":"notifications/x","result":{"action":"accept","content":{"a":"nightfall"}}}',
      "refused",
    ],
    ["in a batch", `[${bad}]`, "refused"],
    ["trailing bytes", `${bad}garbage`, "refused"],
    ["a byte order mark", bytes([0xef, 0xbb, 0xbf], bad)],
    ["no content type", bad, "refused", { "content-type": "text/plain" }],
    ["another coding", bad, "refused", { "content-encoding": "gzip" }],
    ["harmless", accepted('"a":"fine"'), "taken"],
    ["declined", answer('"action":"decline"'), "taken"],
  ]),
  ...all("sampling", [
    ["the word", said('{"type":"text","text":"nightfall"}')],
    ["the word, escaped", said('{"type":"text","text":"nightf\\u0061ll"}')],
    ["model", answer('"role":"assistant","model":"nightfall","content":{"type":"text","text":"x"}')],
    [
      "stopReason",
      answer('"role":"assistant","model":"m","stopReason":"nightfall","content":{"type":"text","text":"x"}'),
    ],
    ["content's _meta", said('{"type":"text","text":"x","_meta":{"x":"nightfall"}}')],
    ["text twice", said('{"type":"text","text":"x","text":"nightfall"}')],
    ["Text", said('{"type":"text","text":"x","Text":"nightfall"}')],
    ["harmless", said('{"type":"text","text":"fine"}'), "taken"],
  ]),
  ...all("roots", [
    ["uri", answer('"roots":[{"uri":"file:///nightfall"}]')],
    ["name", answer('"roots":[{"uri":"file:///a","name":"nightfall"}]')],
    ["the second", answer('"roots":[{"uri":"file:///a"},{"uri":"file:///nightfall"}]')],
    ["roots twice", answer('"roots":[],"roots":[{"uri":"file:///nightfall"}]')],
    ["Uri", answer('"roots":[{"uri":"file:///a","Uri":"file:///nightfall"}]')],
    ["harmless", answer('"roots":[{"uri":"file:///fine"}]'), "taken"],
  ]),
];
