/** Messages as the strict reader meets them, of about a wanted size, the same in every run. */

export interface BenchMessage {
  readonly name: string;
  readonly text: string;
}

const words =
  "the quick brown fox jumps over a lazy dog while the server returns many rows of text nobody reads until March".split(
    " ",
  );

/** Messages whose bytes are nearly all in one string. */
export function stringMessages(bytes: number): BenchMessage[] {
  const prose = repeated(bytes, (draw) => `${draw(words)} `);
  const lines = repeated(
    bytes,
    (draw) => `${draw(words)} ${draw(words)} ${draw(words)} of ${draw(words)}.\n`,
  );
  const foreign = repeated(
    bytes / 2,
    (draw) => `${draw(["日本語", "こんにちは", "größer", "заявление", "😀", "plain"])} `,
  );
  const rows = JSON.stringify(records(bytes * 0.8));
  const blob = Buffer.from(
    repeated(bytes * 0.75, (draw) => String.fromCharCode(draw.below(256))),
    "latin1",
  );
  return [
    { name: "prose", text: textResult(prose) },
    { name: "prose, not ASCII", text: textResult(foreign) },
    { name: "lines (an escape in 25 bytes)", text: textResult(lines) },
    { name: "JSON in a string", text: textResult(rows) },
    { name: "not ASCII, all escaped", text: escaped(textResult(foreign.slice(0, foreign.length / 2))) },
    { name: "base64", text: rpc({ contents: [{ uri: "file:///a", blob: blob.toString("base64") }] }) },
    { name: "strings of 4 KB", text: rpc({ rows: prose.match(/.{1,4000}/g) }) },
  ];
}

/** Messages of small values. */
export function denseMessages(bytes: number): BenchMessage[] {
  const rows = records(bytes);
  return [
    { name: "records", text: rpc({ structuredContent: { rows } }) },
    {
      name: "records, indented",
      text: JSON.stringify({ result: rows.slice(0, rows.length * 0.6) }, null, 2),
    },
    {
      name: "records, a key escaped",
      text: escaped(rpc({ rows: rows.map((row) => ({ größe: 1, ...row })) })),
    },
    { name: "tools/list", text: rpc({ tools: items(bytes, tool) }) },
    {
      name: "nested arrays",
      text: rpc({ rows: items(bytes, (draw) => [[draw.below(10), [draw.below(100)]], [], [[[1]]]]) }),
    },
    {
      name: "numbers",
      text: rpc({
        rows: items(bytes, (draw, index) => (index % 2 ? draw.below(1e6) : draw.below(1e6) / 1e3)),
      }),
    },
    { name: "short strings", text: rpc({ rows: items(bytes, (draw) => draw(words)) }) },
    { name: "digits", text: rpc({ rows: items(bytes, (draw) => draw.below(10)) }) },
  ];
}

interface Draw {
  (from: readonly string[]): string;
  below(limit: number): number;
}

function drawing(): Draw {
  let state = 1;
  const below = (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.floor(((state >>> 8) / 2 ** 24) * limit);
  };
  return Object.assign((from: readonly string[]) => from[below(from.length)] as string, { below });
}

function repeated(length: number, piece: (draw: Draw) => string): string {
  const draw = drawing();
  const pieces: string[] = [];
  for (let made = 0; made < length; made += (pieces.at(-1) as string).length) pieces.push(piece(draw));
  return pieces.join("");
}

function items<T>(bytes: number, item: (draw: Draw, index: number) => T): T[] {
  const draw = drawing();
  const made: T[] = [];
  for (let length = 0; length < bytes; length += JSON.stringify(made.at(-1)).length + 1)
    made.push(item(draw, made.length));
  return made;
}

function records(bytes: number): object[] {
  return items(bytes, (draw, id) => ({
    id,
    name: `${draw(words)} ${draw(words)}`,
    price: draw.below(100_000) / 100,
    active: draw.below(2) === 0,
    tags: [draw(words), draw(words)],
    parent: draw.below(5) === 0 ? null : draw.below(1000),
  }));
}

function tool(draw: Draw, index: number): object {
  const names = Array.from({ length: 2 + draw.below(8) }, (_, place) => `${draw(words)}_${place}`);
  const schema = (name: string) =>
    draw.below(2) === 0
      ? { type: "string", description: `${draw(words)} ${name} of the ${draw(words)}`, maxLength: 100 }
      : { type: "integer", minimum: 0, maximum: draw.below(10_000) };
  return {
    name: `tool_${index}`,
    description: Array.from({ length: 20 }, () => draw(words)).join(" "),
    inputSchema: {
      type: "object",
      properties: Object.fromEntries(names.map((name) => [name, schema(name)])),
      required: names.slice(0, 2),
      additionalProperties: false,
    },
  };
}

function rpc(result: object): string {
  return JSON.stringify({ jsonrpc: "2.0", id: 1, result });
}

function textResult(text: string): string {
  return rpc({ content: [{ type: "text", text }], isError: false });
}

function escaped(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
