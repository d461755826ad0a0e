import { bidiFindings } from "./bidi.ts";
import { classOf, type Finding, isPlain } from "./classes.ts";
import { mixedWords } from "./scripts.ts";

/** Everything that has no business in a text, in order, not overlapping; in time linear in the text. */
export function findUnicode(text: string): Finding[] {
  if (isPlain(text)) return [];
  const findings = [...bidiFindings(text), ...mixedWords(text), ...terminalSequences(text)];
  let before = "";
  for (let index = 0; index < text.length; ) {
    const char = String.fromCodePoint(text.codePointAt(index) as number);
    const end = index + char.length;
    const code = char.charCodeAt(0);
    if (code > 0x7e || code < 0x20) {
      const after = end < text.length ? String.fromCodePoint(text.codePointAt(end) as number) : "";
      const of = classOf(char, before, after);
      if (of !== undefined && !(of === "tags" && isFlag(text, index)))
        findings.push({ of, start: index, end });
    }
    before = char;
    index = end;
  }
  return apart(findings);
}

/** ESC and CSI sequences, and operating system commands with their text: colours, links, cursor moves, titles. */
function terminalSequences(text: string): Finding[] {
  const findings: Finding[] = [];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code !== 0x1b && code !== 0x9b && code !== 0x9d && code !== 0x90) continue;
    const kind = code === 0x1b ? text[index + 1] : code === 0x9b ? "[" : "]";
    let end = index + (code === 0x1b ? 2 : 1);
    if (kind === "[") {
      while (end < text.length && text.charCodeAt(end) >= 0x20 && text.charCodeAt(end) <= 0x3f) end++;
      end++;
    } else if (kind === "]" || kind === "P" || kind === "X" || kind === "^" || kind === "_") {
      const stop = stringEnd(text, end);
      if (stop > 0) end = stop;
    }
    findings.push({ of: "terminal", start: index, end: Math.min(end, text.length) });
    index = Math.min(end, text.length) - 1;
  }
  return findings;
}

const longestString = 2048;

/** Behind BEL or ST; 0 where there is none within the longest that is looked for. */
function stringEnd(text: string, from: number): number {
  for (let at = from; at < Math.min(text.length, from + longestString); at++) {
    const code = text.charCodeAt(at);
    if (code === 0x07 || code === 0x9c) return at + 1;
    if (code === 0x1b) return text[at + 1] === "\\" ? at + 2 : 0;
  }
  return 0;
}

/** Flags of England, Scotland and Wales are a black flag with tags behind it, and a cancel tag at the end. */
function isFlag(text: string, at: number): boolean {
  let start = at;
  while (start >= 2 && at - start < 16 && text.charCodeAt(start - 2) === 0xdb40) start -= 2;
  if (start < 2 || text.codePointAt(start - 2) !== 0x1f3f4) return false;
  return (
    /^\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}/u.test(
      text.slice(start, start + 12),
    ) && at - start < 12
  );
}

function apart(findings: Finding[]): Finding[] {
  const ordered = findings.sort((one, other) => one.start - other.start || other.end - one.end);
  let end = 0;
  return ordered.filter((finding) => {
    if (finding.start < end) return false;
    end = finding.end;
    return true;
  });
}
