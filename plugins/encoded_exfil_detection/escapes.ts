import { inUrl, is, isPair, mostArePlain, pair } from "./characters.ts";
import type { Run } from "./runs.ts";

/** `\x41`, `\u0041`, `&#x41;`, `&#65;`, with nothing between. */
export function escapes(text: string, least: number, runs: Run[]): void {
  for (let at = nextMark(text, 0); at !== -1; at = nextMark(text, at)) {
    const start = at;
    const bytes: number[] = [];
    for (let unit = unitAt(text, at); unit !== undefined; unit = unitAt(text, at)) {
      bytes.push(unit.byte);
      at += unit.length;
    }
    if (bytes.length === 0) at++;
    else if (at - start >= least) {
      const decode = (offset: number) => (offset > 0 ? undefined : Buffer.from(bytes));
      runs.push({ encoding: "escaped_hex", start, end: at, plain: mostArePlain(bytes), decode });
    }
  }
}

function nextMark(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c || (code === 0x26 && text[at + 1] === "#")) return at;
  }
  return -1;
}

function unitAt(text: string, at: number): { readonly byte: number; readonly length: number } | undefined {
  if (text[at] === "\\") {
    const from = text[at + 1] === "x" ? at + 2 : text.startsWith("u00", at + 1) ? at + 4 : -1;
    return from === -1 || !isPair(text, from) ? undefined : { byte: pair(text, from), length: from + 2 - at };
  }
  if (text[at] !== "&" || text[at + 1] !== "#") return undefined;
  if ((text[at + 2] === "x" || text[at + 2] === "X") && isPair(text, at + 3) && text[at + 5] === ";")
    return { byte: pair(text, at + 3), length: 6 };
  const decimal = /^\d{1,3}(?=;)/.exec(text.slice(at + 2, at + 6))?.[0];
  return decimal === undefined || Number(decimal) > 255
    ? undefined
    : { byte: Number(decimal), length: decimal.length + 3 };
}

/** Percent escapes with the characters between that need none, as forms and URLs have them. */
export function percents(text: string, least: number, runs: Run[]): void {
  let last = 0;
  for (let at = text.indexOf("%"); at !== -1; at = text.indexOf("%", at)) {
    if (!isPercent(text, at)) {
      at++;
      continue;
    }
    let start = at;
    while (start > last && is(text, start - 1, inUrl)) start--;
    const escaped: number[] = [];
    for (;;) {
      if (isPercent(text, at)) {
        escaped.push(pair(text, at + 1));
        at += 3;
      } else if (is(text, at, inUrl)) at++;
      else break;
    }
    last = at;
    if (at - start < least || escaped.length < 3) continue;
    const [from, end] = [start, at];
    const decode = (offset: number) => (offset > 0 ? undefined : percentBytes(text.slice(from, end)));
    runs.push({ encoding: "percent_encoding", start: from, end, plain: mostArePlain(escaped), decode });
  }
}

function isPercent(text: string, at: number): boolean {
  return text[at] === "%" && isPair(text, at + 1);
}

function percentBytes(run: string): Buffer {
  const bytes = Buffer.alloc(run.length);
  let length = 0;
  for (let at = 0; at < run.length; at++) {
    if (isPercent(run, at)) {
      bytes[length++] = pair(run, at + 1);
      at += 2;
    } else bytes[length++] = run[at] === "+" ? 0x20 : run.charCodeAt(at);
  }
  return bytes.subarray(0, length);
}
