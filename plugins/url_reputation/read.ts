import { type FoundUrl, uriSpellings, urlsIn } from "plugins-adapter/framework";
import type { JudgedUrl } from "./judge.ts";

/** A URL of a text, and where it stands there. */
export interface PlacedUrl extends JudgedUrl {
  readonly start: number;
  readonly end: number;
}

/**
 * A resource's URI, and the URLs inside of it, escaped or not.
 * @returns "malformed" for what no parser takes; "limit" for more URLs than can be looked at
 */
export function urlsOfUri(uri: string): readonly JudgedUrl[] | "malformed" | "limit" {
  const text = uri.trim();
  if (!URL.canParse(text)) return "malformed";
  const { protocol, hostname } = new URL(text);
  const scheme = protocol.slice(0, -1);
  // What some parsers drop, and others take for a slash.
  const unclear = /[\\\s]/.test(text) || hasControls(text);
  const found: JudgedUrl[] = [];
  let ambiguous = unclear;
  for (const spelling of uriSpellings(text)) {
    const urls = urlsIn(spelling);
    if (urls === "limit") return "limit";
    for (const url of urls) {
      if (url.start === 0) ambiguous ||= url.ambiguous;
      else found.push({ ...judgedOf(url, spelling), inner: true });
    }
  }
  return [{ text, scheme, host: hostname, ambiguous, inner: false }, ...found];
}

/** The URLs of a text; those inside of others are marked. */
export function urlsOfText(text: string): readonly PlacedUrl[] | "limit" {
  if (!text.includes(":")) return [];
  const urls = urlsIn(text);
  if (urls === "limit") return "limit";
  let end = 0;
  return urls.map((url) => {
    const inner = url.start < end;
    end = Math.max(end, url.end);
    return { ...judgedOf(url, text), inner, start: url.start, end: url.end };
  });
}

function judgedOf({ scheme, host, ambiguous, start, end }: FoundUrl, text: string): Omit<JudgedUrl, "inner"> {
  return { text: text.slice(start, end), scheme, host, ambiguous };
}

function hasControls(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
