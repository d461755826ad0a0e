/** Event streams as lines that can be wrong in any way. */
import type { Random } from "../random.ts";

/** A line and what ends it. */
export type StreamLine = { text: Buffer; end: string };

export const lineEnds = ["\n", "\r\n", "\r"] as const;

/** The lines of one event around the text of a message, with its blank line. */
export function eventLines(random: Random, message: Buffer): StreamLine[] {
  const end = random.percent(70) ? "\n" : random.pick(lineEnds);
  const lines: Buffer[] = [];
  if (random.percent(15)) lines.push(Buffer.from(random.pick([": ping", ":", `: ${"x".repeat(2000)}`])));
  if (random.percent(40)) lines.push(Buffer.from("event: message"));
  if (random.percent(25)) lines.push(Buffer.from(`id: ${random.pick(["1", "s/2", "", "é"])}`));
  lines.push(...dataLines(random, message));
  if (random.percent(8)) lines.push(Buffer.from(`retry: ${random.pick(["10", "3000"])}`));
  lines.push(Buffer.from(""));
  return lines.map((text) => ({ text, end }));
}

/** One `data` line, or several where the message can be cut: at its own line ends, or at any comma. */
function dataLines(random: Random, message: Buffer): Buffer[] {
  const space = random.percent(85) ? " " : "";
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = 0; at < message.length; at++) {
    const byte = message[at];
    const isEnd = byte === 10 || byte === 13;
    if (isEnd || (byte === 0x2c && random.percent(2))) {
      parts.push(message.subarray(from, isEnd ? at : at + 1));
      from = at + 1;
    }
  }
  parts.push(message.subarray(from));
  return parts.map((part) => Buffer.concat([Buffer.from(`data:${space}`), part]));
}

/** An event that carries no message. */
export function otherLines(random: Random): StreamLine[] {
  const lines = random.pick([
    ["id: 0", "data:", ""],
    ["id: 0", "data", ""],
    [": keep-alive", ""],
    ["retry: 100", ""],
    ["event: ping", "data: {}", ""],
    [""],
  ]);
  return lines.map((text) => ({ text: Buffer.from(text), end: "\n" }));
}

export function bytesOfLines(lines: readonly StreamLine[]): Buffer {
  return Buffer.concat(lines.flatMap(({ text, end }) => [text, Buffer.from(end)]));
}

/** Lengths of pieces of a stream, cut anywhere. */
export function someCuts(random: Random, length: number): number[] {
  const cuts = Array.from({ length: random.pick([0, 0, 1, 2, 5]) }, () => random.below(length + 1));
  const borders = [0, ...cuts.toSorted((a, b) => a - b), length];
  return borders.slice(1).map((border, at) => border - (borders[at] as number));
}
