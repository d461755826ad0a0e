/** Mutations of a text's bytes, whatever the text is. */
import type { Random } from "../random.ts";

/** Makes one mutation. */
export function mutateBytes(random: Random, bytes: Buffer): Buffer {
  return random.pick(mutations)(random, bytes);
}

/** White space between tokens: what JSON allows, and with a few of a hundred something that it does not. */
export function someSpace(random: Random): string {
  if (random.percent(70)) return "";
  if (random.percent(97)) return random.pick([" ", "\t", "\n", "\r", "\r\n", "   "]);
  return random.pick([
    "\f",
    "\v",
    "\u00a0",
    "\ufeff",
    "\u2028",
    "\u0085",
    "/* */",
    "// \n",
    "# \n",
    "\u0000",
    ",",
  ]);
}

type Mutation = (random: Random, bytes: Buffer) => Buffer;

const mark = [0xef, 0xbb, 0xbf];
const odd: readonly (readonly number[])[] = [
  [0xff],
  [0xfe, 0xff],
  [0xc0, 0xa2],
  [0xc1, 0xbe],
  [0xe0, 0x80, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xed, 0xa0, 0xbd, 0xed, 0xb9, 0x82],
  [0xf4, 0x90, 0x80, 0x80],
  [0xf8, 0x88, 0x80, 0x80, 0x80],
  [0x80],
  [0xc2],
  [0xe2, 0x82],
  mark,
  [0],
  [0x1f],
  [0x7f],
  [0xc2, 0x85],
  [0xe2, 0x80, 0xa8],
  [0x0d],
  [0x0a],
  [0x0c],
];
const tails = [
  " ",
  "\n",
  "\r\n\t ",
  "\0",
  "x",
  "}",
  "]",
  ",",
  "{}",
  "null",
  '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"nightfall"}}',
  "\u001e",
  "\ufeff",
  "\u0085",
  "//",
  "\f",
];

function inserted(bytes: Buffer, at: number, more: readonly number[] | Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(more as number[]), bytes.subarray(at)]);
}

function wide(bytes: Buffer, order: "le" | "be"): Buffer {
  const units = Buffer.from(bytes.toString(), "utf16le");
  return order === "le" ? units : units.swap16();
}

function wider(bytes: Buffer): Buffer {
  const units = Uint32Array.from([...bytes.toString()].map((letter) => letter.codePointAt(0) as number));
  return Buffer.from(units.buffer);
}

const mutations: readonly Mutation[] = [
  (random, bytes) => inserted(bytes, random.below(bytes.length + 1), random.pick(odd)),
  (random, bytes) => inserted(bytes, random.below(bytes.length + 1), random.pick(odd)),
  (random, bytes) => inserted(bytes, bytes.length, Buffer.from(random.pick(tails))),
  (random, bytes) => inserted(bytes, bytes.length, Buffer.from(random.pick(tails))),
  (_random, bytes) => inserted(bytes, 0, mark),
  (random, bytes) => inserted(bytes, 0, Buffer.from(random.pick(tails))),
  (random, bytes) => bytes.subarray(0, random.below(bytes.length + 1)),
  (random, bytes) => {
    if (bytes.length === 0) return bytes;
    const changed = Buffer.from(bytes);
    const at = random.below(bytes.length);
    changed[at] = (changed[at] as number) ^ (1 << random.below(8));
    return changed;
  },
  (random, bytes) => {
    const from = random.below(bytes.length + 1);
    const to = from + random.below(Math.min(20, bytes.length - from) + 1);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  (random, bytes) => {
    const from = random.below(bytes.length + 1);
    const to = from + random.below(Math.min(60, bytes.length - from) + 1);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  (random, bytes) =>
    random.pick([
      () => wide(bytes, "le"),
      () => wide(bytes, "be"),
      () => inserted(wide(bytes, "le"), 0, [0xff, 0xfe]),
      () => inserted(wide(bytes, "be"), 0, [0xfe, 0xff]),
      () => wider(bytes),
      () => Buffer.from(bytes.toString(), "latin1"),
    ])(),
];
