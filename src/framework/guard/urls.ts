import { hostName } from "./host-name.ts";
import { fetched, opaqueSchemes, schemeBefore, special, startOf } from "./url-schemes.ts";

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
    const begin = from + slashes;
    const all = endAfter(begin);
    const end = Math.min(all, begin + maxUrl);
    // The host may be behind what is read.
    const authority =
      end < all && fetched.has(scheme) ? text.slice(begin, authorityEnd(text, begin, all)) : "";
    left -= end - from + authority.length;
    if (found.length >= maxUrls || left < 0) return "limit";
    if (authority.length > maxUrl && authority.includes("@")) return "limit";
    const url = readUrl(scheme, text.slice(begin, end), startOf(text, at, scheme), begin);
    const behind = url.rest === "" && fetched.has(scheme) ? userBehind(text, all) : "";
    found.push(behind === "" ? url : { ...url, ambiguous: true, rest: behind });
  }
  const whole = wholeUrl(text, found[0]);
  return whole === undefined ? found : [...found, whole];
}

/** Where what names user, host and port ends, `end` at the latest. */
function authorityEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && !"/\\?#".includes(text[at] as string)) at++;
  return at;
}

/**
 * A quote, as in `https://one.example'@other.example`, ends a URL in a text, and is part of the user information to clients.
 * @returns what stands from there on, such as `'@other.example`
 */
function userBehind(text: string, end: number): string {
  return /^["'<>`][\w.~%!$&*+=:;-]{0,64}@[^\s"'<>`/\\?#]{1,255}/.exec(text.slice(end, end + 330))?.[0] ?? "";
}

/**
 * The whole text as clients take it, where it is a URL to them with another host than the first that was found: they leave
 * out tabs and line ends, and all before the last `@` is the user to them, spaces and quotes included. Two addresses on
 * lines of their own are none.
 */
function wholeUrl(text: string, first: FoundUrl | undefined): FoundUrl | undefined {
  if (first === undefined || first.rest !== "" || !fetched.has(first.scheme)) return undefined;
  if (first.end === text.length || !isBlank(text.slice(0, first.start))) return undefined;
  let from = text.indexOf(":", first.start) + 1;
  from += slashesAt(text, from);
  const authority = text.slice(from, authorityEnd(text, from, text.length));
  if (!authority.includes("@") && !/[\t\r\n][.:]/.test(authority)) return undefined;
  const url = URL.parse(`${first.scheme}://${authority}`);
  if (url === null || url.hostname === hostName(first.host)) return undefined;
  return {
    scheme: first.scheme,
    host: url.hostname,
    hasUser: url.username !== "",
    ambiguous: false,
    rest: "",
    start: first.end,
    end: text.length,
  };
}

/** Controls and spaces, which clients leave out before a URL. */
function isBlank(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x20) return false;
  return true;
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

/** A text that is an address as a whole: `//host/path`, `host:port/path`. */
export function bareUrl(text: string): FoundUrl | undefined {
  const trimmed = text.trim();
  const slashes = slashesAt(trimmed, 0);
  if (slashes < 2) return undefined;
  const url = fromUser(trimmed.slice(slashes));
  return url.length > maxUrl || /\s/.test(url) ? undefined : readUrl("", untilEnd(url), 0, slashes);
}

/** The text as host alone, of a field that names one: `10.0.0.1:8080/x`. */
export function hostUrl(text: string): FoundUrl | undefined {
  const url = fromUser(text.trim());
  return url === "" || url.length > 300 || /\s/.test(url) ? undefined : readUrl("", untilEnd(url), 0, 0);
}

/** An address from the `@` behind its user on: what stands before it may be long, and hold marks that end URLs in a text. */
function fromUser(url: string): string {
  const at = url.slice(0, authorityEnd(url, 0, url.length)).lastIndexOf("@");
  return at === -1 ? url : url.slice(at);
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
