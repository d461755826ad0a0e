import { createHmac, randomBytes } from "node:crypto";
import { isDigit } from "./characters.ts";
import type { Finding } from "./finding.ts";

export const maskStrategies = ["redact", "partial", "hash", "tokenize", "remove", "mask"] as const;
/**
 * What stands in the place of a finding: a fixed text; the value with its middle hidden; a keyed hash of it, 64 bits
 * (`hash`) or 32 (`tokenize`), the same for the same value; nothing; one sign for each character (`mask`).
 */
export type MaskStrategy = (typeof maskStrategies)[number];

/** Gives what stands in the place of a finding. `value` is the text found. */
export type Mask = (type: Finding["type"], value: string, strategy: MaskStrategy) => string;

/**
 * @param redaction the text for `redact`
 * @param key       for `hash` and `tokenize`; without one each run of the process has its own
 * @param sign      for `mask`
 */
export function maskWith(redaction: string, key: string | Uint8Array = randomBytes(32), sign = "*"): Mask {
  return (type, value, strategy) => {
    switch (strategy) {
      case "redact":
        return redaction;
      case "partial":
        return partially(type, value);
      case "hash":
        return `[HASH:${digest(key, "hash", value).slice(0, 16)}]`;
      case "tokenize":
        return `[TOKEN:${digest(key, "token", value).slice(0, 8)}]`;
      case "remove":
        return "";
      case "mask":
        return sign.repeat([...value].length);
    }
  };
}

function digest(key: string | Uint8Array, purpose: string, value: string): string {
  return createHmac("sha256", key).update(`${purpose}:${value}`).digest("hex");
}

/** The forms that ContextForge's filter prints. */
function partially(type: Finding["type"], value: string): string {
  switch (type) {
    case "ssn":
      return `***-**-${lastDigits(value)}`;
    case "bsn":
      return `*****${lastDigits(value)}`;
    case "credit_card":
      return `****-****-****-${lastDigits(value)}`;
    case "phone":
      return `***-***-${lastDigits(value)}`;
    case "email":
      return emailPart(value);
    case "bank_account":
      return isDigit(value.charCodeAt(0)) ? ends(value, 1, 1) : ends(value, 2, 4);
    default:
      return ends(value, 1, 1);
  }
}

function emailPart(value: string): string {
  const at = Math.max(value.lastIndexOf("@"), value.lastIndexOf("%40"));
  const domain = value.slice(at);
  // Of a short local part the first and last character would be all of it.
  return at < 3 ? `***${domain}` : `${value[0]}***${value[at - 1]}${domain}`;
}

function lastDigits(value: string): string {
  let digits = "";
  for (let index = value.length - 1; index >= 0 && digits.length < 4; index--) {
    if (isDigit(value.normalize("NFKC").charCodeAt(index))) digits = (value[index] as string) + digits;
  }
  return digits;
}

/** First and last characters with stars for each one between; all stars where less than half would be hidden. */
function ends(value: string, first: number, last: number): string {
  const hidden = value.length - first - last;
  if (hidden < first + last) return "*".repeat(value.length);
  return value.slice(0, first) + "*".repeat(hidden) + value.slice(value.length - last);
}
