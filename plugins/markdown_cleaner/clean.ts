/**
 * Tidies Markdown outside of its code: line ends, headings without a space, bullets of other kinds, empty fences, more than
 * one empty line, white space at both ends. Cleaning twice is cleaning once. One pass over the lines.
 */
export function cleanMarkdown(source: string): string {
  const lines = source.replace(/\r\n?|\u2028|\u2029/g, "\n").split("\n");
  const out: string[] = [];
  let fence: { readonly mark: string; readonly at: number } | undefined;
  let inList = false;
  let blank = 0;
  for (const line of lines) {
    const opened = fenceOf(line);
    if (fence !== undefined) {
      const closes = opened !== undefined && opened.rest === "" && opened.mark.startsWith(fence.mark);
      if (!closes) out.push(line);
      else if (out.slice(fence.at + 1).every(isBlank)) {
        out.length = fence.at;
        blank = trailingBlanks(out);
        fence = undefined;
        continue;
      } else out.push(line);
      if (closes) fence = undefined;
      blank = 0;
      continue;
    }
    if (isBlank(line)) {
      // One that only looks empty is one.
      if (blank++ === 0) out.push("");
      continue;
    }
    blank = 0;
    if (opened !== undefined) {
      fence = { mark: opened.mark, at: out.length };
      out.push(line);
      continue;
    }
    const item = bullet.exec(line);
    const indent = indentOf(line);
    // Four spaces are code, unless a list goes on.
    if (indent >= 4 && !inList) {
      out.push(line);
      continue;
    }
    if (item !== null && !isRule(line)) inList = true;
    else if (indent === 0 && !ordered.test(line)) inList = false;
    else if (ordered.test(line)) inList = true;
    out.push(
      item === null || isRule(line)
        ? heading(line)
        : `${item[1]}-${line.slice((item[1] as string).length + 1)}`,
    );
  }
  while (out.length > 0 && isBlank(out[out.length - 1] as string)) out.pop();
  while (out.length > 0 && isBlank(out[0] as string)) out.shift();
  return out.join("\n");
}

const bullet = /^([ \t]*)[*+•-][ \t]+(?=\S)/;
const ordered = /^[ \t]*\d{1,9}[.)][ \t]/;

function isBlank(line: string): boolean {
  return line.trim() === "";
}

function trailingBlanks(lines: readonly string[]): number {
  return lines.length === 0 || isBlank(lines[lines.length - 1] as string) ? 1 : 0;
}

/** The fence that a line opens or closes (CommonMark §4.5). */
function fenceOf(line: string): { mark: string; rest: string } | undefined {
  const match = /^ {0,3}(`{3,}|~{3,})/.exec(line);
  if (match === null) return undefined;
  const rest = line.slice(match[0].length).trim();
  const mark = match[1] as string;
  return mark[0] === "`" && rest.includes("`") ? undefined : { mark, rest };
}

/** Columns of white space before the text; a tab goes to the next fourth. */
function indentOf(line: string): number {
  let columns = 0;
  for (const char of line) {
    if (char === " ") columns++;
    else if (char === "\t") columns += 4 - (columns % 4);
    else break;
  }
  return columns;
}

/** `* * *` and its kin (CommonMark §4.1). */
function isRule(line: string): boolean {
  const marks = line.replace(/[ \t]/g, "");
  return (
    marks.length >= 3 &&
    "*-_".includes(marks[0] as string) &&
    marks === (marks[0] as string).repeat(marks.length)
  );
}

/**
 * `##Title` gets its space. A single `#` only before a capital: `#tag`, `#12`, `#!/bin/sh` and `#include` are no headings.
 */
function heading(line: string): string {
  const match = /^(#{1,6})(?=[^#\s])/.exec(line);
  if (match === null) return line;
  const marks = match[1] as string;
  const next = line.slice(marks.length);
  return /^\p{Lu}/u.test(next) || (marks.length > 1 && /^\p{L}/u.test(next)) ? `${marks} ${next}` : line;
}
