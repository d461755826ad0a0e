/** Schemes whose slashes may be any number, and of either kind. */
export const special = new Set(["http", "https", "ws", "wss", "ftp", "file"]);
/** Schemes of URLs that clients read as WHATWG has it, and whose hosts they ask. */
export const fetched = new Set(["http", "https", "ws", "wss", "ftp"]);
/** Schemes that clients open without `//` as well. */
export const opaqueSchemes = new Set([
  "file",
  "gopher",
  "dict",
  "jar",
  "netdoc",
  "phar",
  "expect",
  "data",
  "http",
  "https",
]);

const longestScheme = 20;

/** The scheme before a colon, in lower case. Tabs and line ends in one that every client knows are left out. */
export function schemeBefore(text: string, colon: number): string {
  let from = colon;
  let begin = colon;
  let split = false;
  while (from > 0 && colon - from < longestScheme) {
    const code = text.charCodeAt(from - 1);
    const isLetter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
    const isGap = code === 9 || code === 10 || code === 13;
    if (!isLetter && !isGap && !isSchemeMark(code)) break;
    from--;
    if (isGap) split = true;
    else if (isLetter && !split) begin = from;
  }
  if (split) {
    const joined =
      /[a-z][a-z0-9+.-]*$/.exec(
        text
          .slice(from, colon)
          .replace(/[\t\r\n]/g, "")
          .toLowerCase(),
      )?.[0] ?? "";
    if (special.has(joined) || opaqueSchemes.has(joined)) return joined;
  }
  return begin === colon ? "" : text.slice(begin, colon).toLowerCase();
}

/** Where a scheme before a colon begins: tabs and line breaks may stand between the letters. */
export function startOf(text: string, colon: number, scheme: string): number {
  let start = colon;
  for (let left = scheme.length; left > 0 && start > 0; ) {
    start--;
    if (!"\t\r\n".includes(text[start] as string)) left--;
  }
  return start;
}

function isSchemeMark(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e;
}
