/** Requests that some parser could read otherwise than the adapter does: refused, and never seen by the server. */
import { type Case, refusedRequest } from "./case.ts";
import { call, forbidden } from "./messages.ts";

const hidden = call(`{"q":"${forbidden}"}`);
const nested = `${"[".repeat(100)}${"]".repeat(100)}`;

type Refusal = {
  readonly body: string | Uint8Array;
  readonly status?: number;
  readonly word: string;
  readonly id?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

const refusals: Readonly<Record<string, Refusal>> = {
  "no JSON": { body: `q=${forbidden}`, word: "syntax" },
  "JSON that is cut off": { body: hidden.slice(0, -1), word: "syntax" },
  "two texts in one body": { body: `${call()}${hidden}`, word: "trailing_bytes" },
  "a key twice": { body: `${hidden.slice(0, -1)},"method":"ping"}`, word: "duplicate_key", id: 7 },
  "a key twice, in escapes": {
    body: `${hidden.slice(0, -1)},"m\\u0065thod":"ping"}`,
    word: "duplicate_key",
    id: 7,
  },
  "a key in other letter case": {
    body: `{"jsonrpc":"2.0","id":7,"method":"ping","Method":"tools/call","Params":{"q":"${forbidden}"}}`,
    word: "folded_key",
    id: 7,
  },
  "a byte order mark": { body: `\ufeff${hidden}`, word: "byte_order_mark", id: 7 },
  "UTF-16": { body: Buffer.from(hidden, "utf16le"), word: "syntax" },
  "bytes that are not UTF-8": {
    body: Buffer.concat([
      Buffer.from(hidden.slice(0, -4)),
      Buffer.from([0xc3, 0x28]),
      Buffer.from(hidden.slice(-4)),
    ]),
    word: "invalid_utf8",
  },
  "not a number": { body: call(`{"q":NaN,"r":"${forbidden}"}`), word: "syntax" },
  "a number beyond a double": { body: call(`{"q":1e999,"r":"${forbidden}"}`), word: "number_range", id: 7 },
  "too deep": { body: call(`{"q":${nested},"r":"${forbidden}"}`), status: 200, word: "depth", id: 7 },
  "request and answer at once": { body: `${hidden.slice(0, -1)},"result":{}}`, word: "hybrid", id: 7 },
  "no id where there must be one": { body: hidden.replace('"id":7,', ""), word: "missing_id" },
  "an id that is no id": { body: hidden.replace('"id":7', '"id":{}'), word: "bad_id" },
  "a batch in a revision without": {
    body: `[${call()},${hidden}]`,
    headers: { "mcp-protocol-version": "2025-06-18" },
    word: "batch",
  },
  "an empty batch": { body: "[]", word: "batch" },
  "a header that contradicts": {
    body: hidden,
    headers: { "mcp-method": "ping" },
    word: "header_mismatch",
    id: 7,
  },
  "plain text": {
    body: hidden,
    headers: { "content-type": "text/plain" },
    status: 415,
    word: "content_type",
  },
  "a form": {
    body: hidden,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    status: 415,
    word: "content_type",
  },
  "JSON in UTF-16, so they say": {
    body: hidden,
    headers: { "content-type": "application/json; charset=utf-16" },
    status: 415,
    word: "content_type",
  },
  "an encoded body": {
    body: hidden,
    headers: { "content-encoding": "gzip" },
    status: 415,
    word: "content_encoding",
  },
};

export const refused: readonly Case[] = [
  ...Object.entries(refusals).map(
    ([name, { body, status = 400, word, id = null, headers = {} }]): Case => ({
      name,
      request: { body, headers },
      client: { status, headers: { "x-mcp-denied": "true" }, error: { word, id } },
      server: status === 415 ? "nothing" : refusedRequest,
      secrets: { client: [forbidden], server: [forbidden] },
    }),
  ),
  {
    name: "a batch with a denied message is refused whole",
    request: { body: `[${call()},${hidden.replace('"id":7', '"id":8')}]` },
    client: { status: 200, headers: { "x-mcp-denied": "true" } },
    server: refusedRequest,
    secrets: { client: [forbidden], server: [forbidden] },
  },
];
