import { isIP } from "node:net";
import { domainToUnicode } from "node:url";
import { isUnderDomain } from "plugins-adapter/framework";
import { isDisguised, skeletonOf } from "./scripts.ts";

/** What makes a name suspicious; ContextForge's categories where it has them. */
export type Suspicion = "high_entropy_domain" | "illegal_tld" | "unicode_spoofing" | "lookalike_domain";

/** Names that no resolver of the Internet answers for (RFC 2606, 6761, 6762, 7686, 8375, 9476; ICANN's `.internal`). */
const reservedEndings = new Set([
  "test",
  "invalid",
  "example",
  "localhost",
  "local",
  "internal",
  "onion",
  "alt",
]);
const leastLength = 8;

/** @param protectedDomains as `hostName` gives them */
export function suspicionReader(
  threshold: number,
  protectedDomains: readonly string[],
): (name: string) => Suspicion | undefined {
  const guarded = protectedDomains.map((domain) => ({
    domain,
    skeleton: skeletonOf(domainToUnicode(domain)),
  }));
  return (name) => {
    if (isIP(name) !== 0) return undefined;
    const labels = name.split(".");
    const ending = labels.at(-1) ?? "";
    const latinEnding = !ending.startsWith("xn--");
    if (labels.some((label) => label.startsWith("xn--") && isDisguised(unicodeOf(label), latinEnding)))
      return "unicode_spoofing";
    if (guarded.length > 0 && looksLikeAnother(name, guarded)) return "lookalike_domain";
    if (
      labels.length < 2 ||
      reservedEndings.has(ending) ||
      !/^(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/.test(ending)
    )
      return "illegal_tld";
    if (labels.slice(0, -1).some((label) => looksMade(unicodeOf(label), threshold)))
      return "high_entropy_domain";
    return undefined;
  };
}

/** What does not decode is shown as nobody meant it: mixed, that is. */
function unicodeOf(label: string): string {
  return label.startsWith("xn--") ? domainToUnicode(label) || "aа" : label;
}

interface Guarded {
  readonly domain: string;
  readonly skeleton: string;
}

/** The same at a glance, one letter off, or with the other's name in front of its own. */
function looksLikeAnother(name: string, guarded: readonly Guarded[]): boolean {
  if (guarded.some(({ domain }) => isUnderDomain(name, domain))) return false;
  const shown = domainToUnicode(name) || name;
  return guarded.some(({ domain, skeleton }) => {
    const own = shown.split(".").slice(-domain.split(".").length).join(".");
    const seen = skeletonOf(own);
    if (seen === skeleton || (skeleton.length >= leastLength && isOneOff(seen, skeleton))) return true;
    return (
      name.startsWith(`${domain}.`) ||
      name.includes(`.${domain}.`) ||
      name.includes(`${domain.replaceAll(".", "-")}.`)
    );
  });
}

/** One character more, less, other, or two neighbours exchanged. */
function isOneOff(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

/** A part of a label as algorithms make names: much entropy, and no word that could be spoken. */
function looksMade(label: string, threshold: number): boolean {
  return label
    .split("-")
    .some(
      (part) =>
        part.length >= leastLength && entropyOf(part) >= threshold * scaleOf(part) && !isSpeakable(part),
    );
}

/** A short part cannot have more bits than log2 of its length: up to 13 characters the threshold stays below that. */
function scaleOf(part: string): number {
  return Math.min(1, (Math.log2(part.length) * 0.9) / 3.65);
}

function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Vowels among the letters, no long rows of consonants, digits at the end at most. */
function isSpeakable(part: string): boolean {
  const letters = part.replace(/[0-9]+$/, "");
  if (/[0-9]/.test(letters)) return false;
  if (/[^a-z]/.test(letters)) return true;
  const vowels = letters.replace(/[^aeiouy]/g, "").length;
  return letters.length > part.length / 2 && vowels * 4 >= letters.length && !/[^aeiouy]{6}/.test(letters);
}
