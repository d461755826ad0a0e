import { isIPv6 } from "node:net";
import { isAlphanumeric, isDigit, isHexDigit } from "../characters.ts";
import { type DigitChain, eachDigitChain } from "../digit-chains.ts";
import type { Detector } from "../finding.ts";

/** IP addresses: IPv4 in dotted decimal, IPv6 in every form of RFC 4291 §2.2. */
export const detectIps: Detector = (scan, found) => {
  const { text } = scan;
  eachDigitChain(scan, isDot, 1, { groups: 4, length: 7 }, (chain) => {
    if (isIpv4(text, chain)) {
      found.push({ type: "ip_address", start: chain[0]?.start as number, end: chain[3]?.end as number });
    }
  });
  eachHexRun(text, (start, end) => {
    if (isAddress(text.slice(start, end))) found.push({ type: "ip_address", start, end });
  });
};

/** Four numbers up to 255, not part of a longer version number and not written like one (`v1.2.3.4`). */
function isIpv4(text: string, chain: DigitChain): boolean {
  if (chain.length !== 4) return false;
  const before = text.charCodeAt((chain[0]?.start as number) - 1);
  if (before === 0x76 || before === 0x56) return false;
  return chain.every(
    (group) => group.end - group.start <= 3 && Number(text.slice(group.start, group.end)) <= 255,
  );
}

const longestIpv6 = 45;

/** Calls back with each run of hexadecimal digits, colons and a dotted tail that has two colons and stands alone. */
function eachHexRun(text: string, visit: (start: number, end: number) => void): void {
  let colon = text.indexOf(":");
  while (colon !== -1) {
    let start = colon;
    while (isHexDigit(text.charCodeAt(start - 1))) start--;
    let end = colon;
    let colons = 0;
    while (isRun(text.charCodeAt(end))) {
      if (text.charCodeAt(end) === 0x3a) colons++;
      end++;
    }
    let last = end;
    while (last > colon && isTail(text, last)) last--;
    const alone = !isWord(text.charCodeAt(start - 1)) && !isWord(text.charCodeAt(last));
    if (colons >= 2 && alone && last - start <= longestIpv6) visit(start, last);
    colon = text.indexOf(":", Math.max(end, colon + 1));
  }
}

/** A full stop, or a single colon, after an address belongs to the sentence. */
function isTail(text: string, end: number): boolean {
  const code = text.charCodeAt(end - 1);
  return code === 0x2e || (code === 0x3a && text.charCodeAt(end - 2) !== 0x3a);
}

/**
 * Whether it is an address that can point at somebody. Eight groups, or a shortened form that begins as routable,
 * private and link-local addresses do: `a::b` is a path in many languages, `1::2` a slice.
 */
function isAddress(run: string): boolean {
  if (!isIPv6(run)) return false;
  if (!run.includes("::")) return true;
  const first = run.slice(0, run.indexOf(":")).toLowerCase();
  if (first === "") return run.toLowerCase().startsWith("::ffff:");
  return first.length === 4 && (/^[23]/.test(first) || /^f[cdef]/.test(first)) && hasDigitIn(run);
}

function hasDigitIn(run: string): boolean {
  for (let index = 0; index < run.length; index++) {
    if (isDigit(run.charCodeAt(index))) return true;
  }
  return false;
}

function isRun(code: number): boolean {
  return isHexDigit(code) || code === 0x3a || code === 0x2e;
}

function isWord(code: number): boolean {
  return isAlphanumeric(code) || code === 0x5f;
}

function isDot(code: number): boolean {
  return code === 0x2e;
}
