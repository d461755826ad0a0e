/** Texts made to fit, in code points: a pair of surrogates is one character and is never cut apart. */

/** Number of code points; of a longer text only that it is longer than `most`. */
export function lengthOf(text: string, most = Number.POSITIVE_INFINITY): number {
  if (text.length <= most / 2) return codePoints(text, text.length);
  return codePoints(text, Math.min(text.length, most * 2 + 2));
}

function codePoints(text: string, end: number): number {
  let count = 0;
  for (let index = 0; index < end; index++) {
    const code = text.charCodeAt(index);
    // The second half of a pair was counted with its first.
    if ((code & 0xfc00) !== 0xdc00 || (text.charCodeAt(index - 1) & 0xfc00) !== 0xd800) count++;
  }
  return count;
}

/** The first `count` code points. */
function first(text: string, count: number): string {
  let index = 0;
  for (let seen = 0; seen < count && index < text.length; seen++)
    index += (text.codePointAt(index) as number) > 0xffff ? 2 : 1;
  return text.slice(0, index);
}

const boundary = /[\s.,;:!?\-—–/\\()[\]{}]/;

/** A text of at most `most` code points, the ellipsis within; cut behind a word if one ends in the last fifth. */
export function cutText(text: string, most: number, ellipsis: string, wordBoundary: boolean): string {
  const room = most - lengthOf(ellipsis);
  if (room <= 0) return first(text, most);
  const kept = first(text, room);
  if (!wordBoundary) return kept + ellipsis;
  const earliest = Math.max(0, kept.length - Math.floor(kept.length / 5));
  for (let index = kept.length - 1; index >= earliest; index--)
    if (boundary.test(kept[index] as string)) return kept.slice(0, index + 1).trimEnd() + ellipsis;
  return kept + ellipsis;
}

/**
 * A JSON document of at most `most` code units that has as many of the first members and elements as fit: still JSON.
 * Undefined where not even its brackets fit.
 */
export function cutJson(text: string, most: number): string | undefined {
  let end = 0;
  let depth = 0;
  eachMark(text, most, (mark, index) => {
    if (mark === "{" || mark === "[") depth++;
    else if (mark !== ",") depth--;
    const here = mark === "," ? index : index + 1;
    if (here + depth <= most) end = here;
  });
  if (end === 0) return undefined;
  const open: string[] = [];
  eachMark(text.slice(0, end), end, (mark) => {
    if (mark === "{" || mark === "[") open.push(mark === "{" ? "}" : "]");
    else if (mark !== ",") open.pop();
  });
  return text.slice(0, end) + open.reverse().join("");
}

/** Calls back with each bracket and comma outside strings, up to the index `last`. */
function eachMark(text: string, last: number, visit: (mark: string, index: number) => void): void {
  for (let index = 0; index < text.length && index <= last; index++) {
    const mark = text[index] as string;
    if (mark === '"') {
      index++;
      while (index < text.length && text[index] !== '"') index += text[index] === "\\" ? 2 : 1;
    } else if ("{}[],".includes(mark)) {
      visit(mark, index);
    }
  }
}
