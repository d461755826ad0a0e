import { isAlphanumeric, isAsciiLetter, isDigit, isEuropeanLetter } from "../characters.ts";
import type { Detector } from "../finding.ts";

/**
 * E-mail addresses: a local part of up to 64 characters (RFC 5321 §4.5.3.1) before `@`, or before `%40` as in URLs, and
 * a dotted domain whose last label is a name.
 */
export const detectEmails: Detector = ({ text }, found) => {
  for (const sign of ["@", "%40"]) {
    for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) {
      const start = localStart(text, at);
      const end = domainEnd(text, at + sign.length);
      if (start < at && end > at + sign.length && !isMasked(text, start, at)) {
        found.push({ type: "email", start, end });
      }
    }
  }
};

const maxLocal = 64;
const maxDomain = 253;

function localStart(text: string, at: number): number {
  let start = at;
  while (at - start < maxLocal && isLocal(text.charCodeAt(start - 1))) start--;
  while (start < at && !isEuropeanLetter(text.charCodeAt(start)) && !isDigit(text.charCodeAt(start))) start++;
  return text.charCodeAt(at - 1) === 0x2e ? at : start;
}

/** RFC 5322's `atext` without the characters that set an address off in prose, markup and URLs. */
function isLocal(code: number): boolean {
  return (
    isEuropeanLetter(code) ||
    isDigit(code) ||
    code === 0x2e ||
    code === 0x5f ||
    code === 0x25 ||
    code === 0x2b ||
    code === 0x2d ||
    code === 0x27 ||
    code === 0x23 ||
    code === 0x7e ||
    code === 0x21
  );
}

/** End of the domain that begins at `from`; `from` when there is none. */
function domainEnd(text: string, from: number): number {
  let end = from;
  let labels = 0;
  for (;;) {
    const start = end;
    while (end - from < maxDomain && isLabel(text.charCodeAt(end))) end++;
    let trimmed = end;
    while (trimmed > start && text.charCodeAt(trimmed - 1) === 0x2d) trimmed--;
    if (trimmed === start) return lastLabelIsName(text, from, start - 1, labels) ? start - 1 : from;
    labels++;
    if (trimmed < end || text.charCodeAt(end) !== 0x2e) {
      return lastLabelIsName(text, from, trimmed, labels) ? trimmed : from;
    }
    end++;
  }
}

function isLabel(code: number): boolean {
  return isAlphanumeric(code) || code === 0x2d || (code >= 0xc0 && isEuropeanLetter(code));
}

function lastLabelIsName(text: string, from: number, end: number, labels: number): boolean {
  if (labels < 2) return false;
  const domain = text.slice(from, end).toLowerCase();
  const last = domain.slice(domain.lastIndexOf(".") + 1);
  if (last.length < 2 || isImageScale(domain, last)) return false;
  return last.startsWith("xn--") || !hasDigit(last);
}

/** `logo@2x.png` is a picture. */
function isImageScale(domain: string, last: string): boolean {
  const isImage =
    last === "png" ||
    last === "jpg" ||
    last === "jpeg" ||
    last === "gif" ||
    last === "webp" ||
    last === "svg";
  return isImage && domain.length === last.length + 3 && isDigit(domain.charCodeAt(0)) && domain[1] === "x";
}

function hasDigit(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (isDigit(text.charCodeAt(index))) return true;
  }
  return false;
}

/** Our own partial mask, `j***e@…`: finding the rest of it again would mask twice. */
function isMasked(text: string, start: number, at: number): boolean {
  return (
    at - start === 1 &&
    text.slice(Math.max(0, start - 3), start) === "***" &&
    isAsciiLetter(text.charCodeAt(start))
  );
}
