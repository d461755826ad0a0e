/** Mutations of an event stream's lines. Each changes the list in place. */
import { lineEnds, type StreamLine } from "../generate/streams.ts";
import { deniedWord } from "../generate/words.ts";
import type { Random } from "../random.ts";

type Mutation = (random: Random, lines: StreamLine[]) => void;

/** Makes one mutation. */
export function mutateLines(random: Random, lines: StreamLine[]): void {
  if (lines.length > 0) random.pick(mutations)(random, lines);
}

const evil = `{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"${deniedWord}"}]}}`;
const notice = `{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"x"}}`;

function onLine(change: (random: Random, line: StreamLine) => void): Mutation {
  return (random, lines) => change(random, random.pick(lines));
}

function onData(change: (random: Random, text: string) => string): Mutation {
  return (random, lines) => {
    const data = lines.filter(({ text }) => text.subarray(0, 5).toString() === "data:");
    if (data.length === 0) return;
    const line = random.pick(data);
    // Latin-1 keeps every byte.
    line.text = Buffer.from(change(random, line.text.toString("latin1")), "latin1");
  };
}

function add(
  random: Random,
  lines: StreamLine[],
  text: string | Buffer,
  end: string = random.pick(lineEnds),
): void {
  lines.splice(random.below(lines.length + 1), 0, { text: Buffer.from(text as string), end });
}

const names = [
  " data:",
  "data :",
  "data\t:",
  "Data:",
  "DATA:",
  "data\0:",
  "\0data:",
  "data\u00a0:",
  "\ufeffdata:",
  "\u00ef\u00bb\u00bfdata:",
  "dat:",
  "datas:",
  "data",
  "data::",
  "data:\t",
  "data:  ",
  "data:\u00a0",
  "data:\ufeff",
  "data:\u0085",
  "x",
  "",
  ":",
  "event:",
  "id:",
  "retry:",
];
const notEnds = [
  "\u2028",
  "\u2029",
  "\u0085",
  "\v",
  "\f",
  "\u001c",
  "\u001d",
  "\u001e",
  "\0",
  "\u00a0",
  "\\n",
  " ",
];
const marks = ["\ufeff", "\u00ef\u00bb\u00bf", "\ufeff\ufeff", "\ufffe", "\u200b"];
const fields = [
  "event: foo",
  "event: message",
  "event: error",
  "event: endpoint",
  "event",
  "event:",
  "event:  message",
  "event: message ",
  "event: \tmessage",
  "event: Message",
  "event:message\0",
  "id: a\0b",
  "id",
  "id:",
  `id: ${evil}`,
  "retry: 0",
  "retry: x",
  "retry: -1",
  "retry: 1e9",
  "retry: \u0661",
  "retry: 99999999999999999999",
  "data",
  "data:",
  "data: ",
  ": comment",
  `: ${evil}`,
  "foo: bar",
  "foo",
  evil,
  `data: ${evil}`,
  `data:${evil}`,
  `data: ${notice}`,
  "\0",
];

const mutations: readonly Mutation[] = [
  // Line ends.
  onLine((random, line) => {
    line.end = random.pick(lineEnds);
  }),
  (random, lines) => {
    for (const line of lines) line.end = random.pick(lineEnds);
  },
  onLine((random, line) => {
    line.end = random.pick(["", "\n\n", "\r\r", "\r\r\n", "\n\r", "\r\n\r\n", "\n\r\n", "\r\n\n"]);
  }),
  onLine((random, line) => {
    line.end = random.pick(notEnds);
  }),
  (_random, lines) => {
    (lines.at(-1) as StreamLine).end = "";
  },
  // Lines that are missing, twice, elsewhere, or more.
  (random, lines) => void lines.splice(random.below(lines.length), 1),
  (random, lines) => {
    const blank = lines.findIndex(({ text }) => text.length === 0);
    if (blank >= 0) lines.splice(blank, 1);
    else lines.splice(random.below(lines.length), 1);
  },
  (random, lines) => add(random, lines, (random.pick(lines) as StreamLine).text),
  (random, lines) => {
    const [line] = lines.splice(random.below(lines.length), 1);
    add(random, lines, line?.text ?? "", line?.end);
  },
  (random, lines) => add(random, lines, random.pick(fields)),
  (random, lines) => add(random, lines, random.pick(fields)),
  (random, lines) => add(random, lines, ""),
  (random, lines) => add(random, lines, `${random.pick(names)}${random.pick([evil, notice, ""])}`),
  (random, lines) => add(random, lines, `${random.pick(names)}${random.pick([evil, notice, ""])}`),
  (random, lines) => add(random, lines, `: ${"x".repeat(random.pick([100, 9000]))}`),
  // What a line begins with.
  onLine((random, line) => {
    const at = line.text.indexOf(":");
    line.text = Buffer.concat([Buffer.from(random.pick(names)), line.text.subarray(at + 1)]);
  }),
  onLine((random, line) => {
    line.text = Buffer.concat([Buffer.from(random.pick(marks)), line.text]);
  }),
  (random, lines) => {
    const first = lines[0] as StreamLine;
    first.text = Buffer.concat([Buffer.from(random.pick(marks)), first.text]);
  },
  // Data cut anywhere, or with line ends within.
  onData((random, text) => {
    const at = 5 + random.below(text.length - 4);
    return `${text.slice(0, at)}${random.pick(lineEnds)}data:${random.pick([" ", ""])}${text.slice(at)}`;
  }),
  onData((random, text) => {
    const at = 5 + random.below(text.length - 4);
    return (
      text.slice(0, at) + random.pick(["\r", "\n", "\r\r", "\n\n", "\r\n", "\0", ...notEnds]) + text.slice(at)
    );
  }),
  onData((random, text) => {
    // Between two tokens, where white space is nothing to JSON.
    const commas = [...text.matchAll(/[,:{[]/g)].map(({ index }) => index + 1).filter((index) => index > 5);
    if (commas.length === 0) return text;
    const at = random.pick(commas);
    const between = random.pick([
      "\r",
      "\rdata: ",
      "\r\ndata:",
      "\n: x\ndata: ",
      "\r: x\rdata: ",
      "\nid: 1\ndata:",
      "\rx\ndata: ",
    ]);
    return text.slice(0, at) + between + text.slice(at);
  }),
  onData((random, text) => {
    const more = random.pick(
      [evil, notice, "x", " ", "\t", "\u00a0"].map((tail) => Buffer.from(tail).toString("latin1")),
    );
    return random.percent(50) ? text + more : `data: ${more}${text.slice(5)}`;
  }),
];
