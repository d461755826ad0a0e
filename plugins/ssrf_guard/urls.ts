/** A URL in a text. */
export interface FoundUrl {
  readonly scheme: string;
  /** As it stands between `//` and the path, without user information and port; empty where there is none. */
  readonly host: string;
  readonly hasUser: boolean;
  /** Parsers disagree on where the host ends. */
  readonly ambiguous: boolean;
  readonly rest: string;
}

const maxUrls = 2000;
const maxUrl = 2083;
/** Characters of all of a text's URLs together: they may overlap. */
const maxRead = 200_000;

/**
 * The URLs of a text, wherever they stand: `scheme:` with one slash, two or more, or backslashes. The time is linear.
 * @returns "limit" for more than a few thousand
 */
export function urlsIn(text: string): readonly FoundUrl[] | "limit" {
  const found: FoundUrl[] = [];
  let read = 0;
  for (let at = text.indexOf(":"); at !== -1; at = text.indexOf(":", at + 1)) {
    const scheme = schemeBefore(text, at);
    if (scheme === "") continue;
    let from = at + 1;
    while (text[from] === "\t" || text[from] === "\n" || text[from] === "\r") from++;
    const slashes = slashesAt(text, from);
    if (slashes === 0 && !(opaqueSchemes.has(scheme) && isUrlMark(text[from]))) continue;
    if (slashes === 1 && !special.has(scheme) && !opaqueSchemes.has(scheme)) continue;
    const url = readUrl(scheme, text, from + slashes);
    read += url.rest.length;
    if (found.length >= maxUrls || read > maxRead) return "limit";
    found.push(url);
  }
  return found;
}

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
  if (slashes >= 2 && !/\s/.test(trimmed)) return readUrl("", trimmed, slashes);
  return undefined;
}

/** The text as host alone, of a field that names one: `10.0.0.1:8080/x`. */
export function hostUrl(text: string): FoundUrl | undefined {
  const trimmed = text.trim();
  return trimmed === "" || trimmed.length > 300 || /\s/.test(trimmed) ? undefined : readUrl("", trimmed, 0);
}

function schemeBefore(text: string, colon: number): string {
  let from = colon;
  while (from > 0 && colon - from < 20 && /[A-Za-z0-9+.\t\r\n-]/.test(text[from - 1] as string)) from--;
  const run = text.slice(from, colon);
  const word = /[A-Za-z][A-Za-z0-9+.-]*$/.exec(run.replace(/[\t\r\n]/g, "")) ?? [""];
  const own = /[A-Za-z][A-Za-z0-9+.-]*$/.exec(run)?.[0].toLowerCase() ?? "";
  const joined = word[0].toLowerCase();
  return special.has(joined) || opaqueSchemes.has(joined) ? joined : own;
}

function slashesAt(text: string, from: number): number {
  let at = from;
  while (at < text.length && at - from < 64 && "/\\\t\r\n".includes(text[at] as string)) at++;
  return at - from;
}

function isUrlMark(mark: string | undefined): boolean {
  return mark !== undefined && /[A-Za-z0-9.[%]/.test(mark);
}

function readUrl(scheme: string, text: string, from: number): FoundUrl {
  let end = from;
  while (end < text.length && end - from < maxUrl && !" \t\r\n\"'<>`".includes(text[end] as string)) end++;
  const url = text.slice(from, end);
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
  return { scheme, host: host.replace(/[),.;!]+$/, ""), hasUser: at !== -1, ambiguous, rest };
}

/** The hosts that other parsers may see in an ambiguous URL. */
export function otherHosts(url: FoundUrl): readonly string[] {
  const at = url.rest.indexOf("@");
  if (at === -1) return [];
  const host = url.rest.slice(at + 1).split(/[/\\?#:@]/, 1)[0] ?? "";
  return host === "" ? [] : [host];
}
