/** A URL in a text. */
export interface FoundUrl {
  readonly scheme: string;
  /** As it stands between `//` and the path, without user information and port; empty where there is none. */
  readonly host: string;
  readonly hasUser: boolean;
  /** Parsers disagree on where the host ends. */
  readonly ambiguous: boolean;
  readonly rest: string;
  /** Where it stands, `end` exclusive, without marks of a sentence behind it. */
  readonly start: number;
  readonly end: number;
}

const maxUrls = 2000;
const maxUrl = 2083;
/** Characters of all of a text's URLs together, beyond its own: they may overlap. */
const maxOverlap = 200_000;

/**
 * The URLs of a text, wherever they stand: `scheme:` with one slash, two or more, or backslashes. The time is linear.
 * @returns "limit" for more than a few thousand
 */
export function urlsIn(text: string): readonly FoundUrl[] | "limit" {
  const found: FoundUrl[] = [];
  const endAfter = urlEnds(text);
  let left = text.length + maxOverlap;
  for (let at = text.indexOf(":"); at !== -1; at = text.indexOf(":", at + 1)) {
    const scheme = schemeBefore(text, at);
    if (scheme === "") continue;
    let from = at + 1;
    while (text[from] === "\t" || text[from] === "\n" || text[from] === "\r") from++;
    const slashes = slashesAt(text, from);
    if (slashes === 0 && !(opaqueSchemes.has(scheme) && isUrlMark(text.charCodeAt(from)))) continue;
    if (slashes === 1 && !special.has(scheme) && !opaqueSchemes.has(scheme)) continue;
    const end = Math.min(endAfter(from + slashes), from + slashes + maxUrl);
    left -= end - from;
    if (found.length >= maxUrls || left < 0) return "limit";
    found.push(readUrl(scheme, text.slice(from + slashes, end), startOf(text, at, scheme), from + slashes));
  }
  return found;
}

/** Where a URL that has a given place ends, for places that go up. Reads the text once. */
function urlEnds(text: string): (from: number) => number {
  let end = 0;
  return (from) => {
    if (end < from) end = from;
    while (end < text.length && isUrlEnd[text.charCodeAt(end)] !== 1) end++;
    return end;
  };
}

const isUrlEnd = new Uint8Array(0x10000);
for (const mark of " \t\r\n\"'<>`") isUrlEnd[mark.charCodeAt(0)] = 1;

const special = new Set(["http", "https", "ws", "wss", "ftp", "file"]);
/** Schemes that clients open without `//` as well. */
const opaqueSchemes = new Set([
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

/** A text that is an address as a whole: `//host/path`, `host:port/path`. */
export function bareUrl(text: string): FoundUrl | undefined {
  const trimmed = text.trim();
  if (trimmed.length > maxUrl) return undefined;
  const slashes = slashesAt(trimmed, 0);
  if (slashes >= 2 && !/\s/.test(trimmed)) return readUrl("", untilEnd(trimmed.slice(slashes)), 0, slashes);
  return undefined;
}

/** The text as host alone, of a field that names one: `10.0.0.1:8080/x`. */
export function hostUrl(text: string): FoundUrl | undefined {
  const trimmed = text.trim();
  return trimmed === "" || trimmed.length > 300 || /\s/.test(trimmed)
    ? undefined
    : readUrl("", untilEnd(trimmed), 0, 0);
}

const longestScheme = 20;

/** The scheme before a colon, in lower case. Tabs and line ends in one that every client knows are left out. */
function schemeBefore(text: string, colon: number): string {
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

/** Tabs and line breaks may stand between the letters. */
function startOf(text: string, colon: number, scheme: string): number {
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

function slashesAt(text: string, from: number): number {
  let at = from;
  while (at < text.length && at - from < 64 && "/\\\t\r\n".includes(text[at] as string)) at++;
  return at - from;
}

function isUrlMark(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) ||
    code === 0x2e ||
    code === 0x5b ||
    code === 0x25 ||
    code > 0x7f
  );
}

function untilEnd(text: string): string {
  return text.slice(0, Math.min(urlEnds(text)(0), maxUrl));
}

/**
 * @param url  behind the scheme and its slashes
 * @param from where that begins
 */
function readUrl(scheme: string, url: string, start: number, from: number): FoundUrl {
  // where the host ends to one parser or another
  const first = url.search(/[/\\?#]/);
  const authority = first === -1 ? url : url.slice(0, first);
  const at = authority.lastIndexOf("@");
  const hostPort = at === -1 ? authority : authority.slice(at + 1);
  const host = hostPort.startsWith("[")
    ? hostPort.slice(0, hostPort.indexOf("]") + 1 || hostPort.length)
    : (hostPort.split(":", 1)[0] ?? "");
  const rest = first === -1 ? "" : url.slice(first);
  const ambiguous =
    authority.indexOf("@") !== at ||
    (first !== -1 && (url[first] === "\\" || url[first] === "#") && rest.includes("@")) ||
    /%(?:2f|5c|40|23|3f)/i.test(authority);
  let length = url.length;
  while (length > 0 && "),.;!]}".includes(url[length - 1] as string)) length--;
  return {
    scheme,
    host: host.replace(/[),.;!]+$/, ""),
    hasUser: at !== -1,
    ambiguous,
    rest,
    start,
    end: from + length,
  };
}

/** The hosts that other parsers may see in an ambiguous URL. */
export function otherHosts(url: FoundUrl): readonly string[] {
  const at = url.rest.indexOf("@");
  if (at === -1) return [];
  const rest = url.rest.slice(at + 1);
  const host = rest.startsWith("[")
    ? rest.slice(0, rest.indexOf("]") + 1)
    : (rest.split(/[/\\?#:@]/, 1)[0] ?? "");
  return host === "" ? [] : [host];
}
