import type { Finding } from "./classes.ts";

const controls = /[\u202a-\u202e\u2066-\u2069]/g;
const rightToLeft =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}]/u;
const overrides = "\u202d\u202e";
const embeddings = "\u202a\u202b";
const isolates = "\u2066\u2067\u2068";
const firstStrong = "\u2068";

/**
 * Controls that show a text in another order than it is read (Trojan Source): overrides always; embeddings and isolates
 * where they are not closed in their line, or stand in a line without right-to-left letters. Isolates by the first strong
 * letter, which programs put around values, may stand there too. Marks (LRM, RLM, ALM) reorder nothing to speak of.
 */
export function bidiFindings(text: string): Finding[] {
  if (text.search(controls) < 0) return [];
  const findings: Finding[] = [];
  let start = 0;
  for (const line of text.split(/(?<=[\n\r\u2029])/)) {
    for (const at of inLine(line)) findings.push({ of: "bidi", start: start + at, end: start + at + 1 });
    start += line.length;
  }
  return findings;
}

function inLine(line: string): number[] {
  const found: number[] = [];
  const all = [...line.matchAll(controls)].map(({ 0: char, index }) => ({ char, index }));
  if (all.length === 0) return found;
  const hasReason = rightToLeft.test(line);
  const open: { char: string; index: number }[] = [];
  for (const { char, index } of all) {
    if (overrides.includes(char)) {
      found.push(index);
      open.push({ char, index });
    } else if (embeddings.includes(char) || isolates.includes(char)) {
      if (!hasReason && char !== firstStrong) found.push(index);
      open.push({ char, index });
    } else {
      const last = open.at(-1);
      const closes = last !== undefined && (char === "\u2069") === isolates.includes(last.char);
      if (closes) open.pop();
      // What closes nothing, or what was found, goes too.
      if (!closes || found.includes(last.index)) found.push(index);
    }
    if (open.length > 125) return all.map((each) => each.index);
  }
  for (const { index } of open) found.push(index);
  return [...new Set(found)].sort((one, other) => one - other);
}
