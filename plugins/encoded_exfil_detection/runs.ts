import { classAt, dashed, digit, hexDigit, is, slashed } from "./characters.ts";
import type { Encoding } from "./config.ts";
import { escapes, percents } from "./escapes.ts";

/**
 * A stretch of a text that may be an encoding.
 * @property plain  bytes are escaped of which most need no escape, or hexadecimal: nobody writes text so to have it read
 * @property decode at an offset of 1 to 3 digits for base64 that something was put in front of
 */
export interface Run {
  readonly encoding: Encoding;
  readonly start: number;
  readonly end: number;
  readonly plain: boolean;
  decode(offset: 0 | 1 | 2 | 3): Buffer | undefined;
}

/** The runs of a text with as many digits as that, in no order, some overlapping. The time is linear. */
export function runsOf(text: string, on: Readonly<Record<Encoding, boolean>>, least: number): Run[] {
  const runs: Run[] = [];
  if (on.escaped_hex) escapes(text, least, runs);
  if (on.percent_encoding) percents(text, least, runs);
  if (on.hex) spacedHex(text, least, runs);
  if (on.base64 || on.base64url || on.hex) unbroken(text, on, least, runs);
  return runs;
}

/** Runs of letters, digits and what the two alphabets of base64 add; lines of one width are one run. */
function unbroken(text: string, on: Readonly<Record<Encoding, boolean>>, least: number, runs: Run[]): void {
  const any = digit | slashed | dashed;
  for (let at = 0; at < text.length; at++) {
    if (!is(text, at, any)) continue;
    const start = at;
    let kinds = 0;
    while (is(text, at, any)) kinds |= classAt(text, at++);
    const slashes = (kinds & slashed) !== 0;
    const dashes = (kinds & dashed) !== 0;
    if (at - start >= widthOfLines && (at - start) % 4 === 0 && !dashes) at = endOfLines(text, start, at);
    if (at - start < least) continue;
    const isWhole = !slashes && !dashes;
    if (on.hex) pieces(text, start, at, hexDigit, least, (from, end) => addHex(text, from, end, runs));
    if (on.base64)
      pieces(text, start, at, digit | slashed, least, (from, end) =>
        addBase64(text, "base64", from, end, runs),
      );
    if (on.base64url && !(isWhole && on.base64))
      pieces(text, start, at, digit | dashed, least, (from, end) =>
        addBase64(text, "base64url", from, end, runs),
      );
  }
}

/** `base64` breaks lines at 76 digits, PEM at 64. */
const widthOfLines = 60;

/** End of lines as wide as the first; only the last may be shorter. Line breaks may be written as escapes. */
function endOfLines(text: string, start: number, end: number): number {
  const width = end - start;
  for (;;) {
    const next = behindBreak(text, end);
    if (next === end) return end;
    let at = next;
    while (at - next <= width && is(text, at, digit | slashed)) at++;
    if (at === next || at - next > width) return end;
    end = at;
    if (at - next < width) return end;
  }
}

function behindBreak(text: string, at: number): number {
  for (const line of ["\n", "\r\n", "\\n", "\\r\\n"]) if (text.startsWith(line, at)) return at + line.length;
  return at;
}

/** Parts of a run that have the characters alone; line breaks inside of a run count as such. */
function pieces(
  text: string,
  start: number,
  end: number,
  bits: number,
  least: number,
  visit: (start: number, end: number) => void,
): void {
  for (let at = start; at < end; at++) {
    const from = at;
    while (at < end && (is(text, at, bits) || behindBreak(text, at) > at))
      at = Math.max(at + 1, behindBreak(text, at));
    if (at - from >= least) visit(from, at);
  }
}

function addBase64(
  text: string,
  encoding: "base64" | "base64url",
  start: number,
  digits: number,
  runs: Run[],
): void {
  let end = digits;
  while (end - digits < 2 && text[end] === "=") end++;
  runs.push({
    encoding,
    start,
    end,
    plain: false,
    decode(offset) {
      const body = text.slice(start + offset, digits).replaceAll(/\\[rn]|[\r\n]/g, "");
      return body.length % 4 === 1 ? undefined : Buffer.from(body, "base64");
    },
  });
}

function addHex(text: string, start: number, end: number, runs: Run[]): void {
  // `0x` is no part of the number; any other neighbour makes it a part of a word
  if (is(text, end, digit) || (is(text, start - 1, digit) && !text.startsWith("0x", start - 2))) return;
  runs.push({
    encoding: "hex",
    start,
    end,
    plain: true,
    decode: (offset) => {
      const body = text.slice(start, end).replaceAll(/\\[rn]|[\r\n]/g, "");
      return offset > 0 || body.length % 2 === 1 ? undefined : Buffer.from(body, "hex");
    },
  });
}

/** `70 61 73`, `70:61:73`, `7061 7373`, `0x70, 0x61`: groups of one width, one separator between. */
function spacedHex(text: string, least: number, runs: Run[]): void {
  for (let at = 0; at < text.length; at++) {
    if (!is(text, at, hexDigit) || is(text, at - 1, digit)) continue;
    const prefix = text[at] === "0" && text[at + 1] === "x" ? 2 : 0;
    const first = hexEnd(text, at + prefix);
    const width = first - at - prefix;
    const between = width === 2 || width === 4 || width === 8 ? separatorAt(text, first, prefix) : "";
    if (between === "") {
      at = first;
      continue;
    }
    let end = first;
    let digits = width;
    while (text.startsWith(between, end)) {
      const from = end + between.length;
      const next = hexEnd(text, from);
      const length = next - from;
      if (length !== width && !(length > 0 && length < width && length % 2 === 0)) break;
      end = next;
      digits += length;
      if (length < width) break;
    }
    const start = at;
    at = end;
    if (digits < least) continue;
    const stop = end;
    const decode = (offset: number) =>
      offset > 0 ? undefined : Buffer.from(text.slice(start, stop).replaceAll(/0x|[^0-9A-Fa-f]/g, ""), "hex");
    runs.push({ encoding: "hex", start, end: stop, plain: true, decode });
  }
}

function hexEnd(text: string, from: number): number {
  let end = from;
  while (is(text, end, hexDigit)) end++;
  return is(text, end, digit) ? from : end;
}

function separatorAt(text: string, at: number, prefix: number): string {
  const mark = /^[ :,-]/.exec(text.slice(at, at + 1))?.[0] ?? "";
  if (mark === "") return "";
  const space = mark === "," && text[at + 1] === " " ? " " : "";
  return `${mark}${space}${prefix === 2 ? "0x" : ""}`;
}
