import { createHmac, randomBytes } from "node:crypto";
import { isDigit } from "./characters.ts";
import type { Finding } from "./finding.ts";
import type { Tokens } from "./tokens.ts";

export const maskStrategies = ["redact", "partial", "hash", "tokenize", "remove", "mask"] as const;
/**
 * What stands in the place of a finding: a fixed text; the value with its middle hidden; a keyed hash of it, 64 bits, the
 * same for the same value; a token that can be turned back; nothing; one sign for each character (`mask`).
 */
export type MaskStrategy = (typeof maskStrategies)[number];

/** By how much they leave: nothing, what can be compared, what can be turned back, a part. */
export const strictestFirst: readonly MaskStrategy[] = [
  "remove",
  "redact",
  "mask",
  "hash",
  "tokenize",
  "partial",
];

/** Gives what stands in the place of a finding. `value` is the text found; `tokens` is called where one is needed. */
export type Mask = (
  type: Finding["type"],
  value: string,
  strategy: MaskStrategy,
  tokens: () => Tokens,
) => string;

/**
 * @param redaction the text for `redact`, and for what is too long for a token
 * @param key       for `hash`
 * @param sign      for `mask`
 */
export function maskWith(redaction: string, key: Uint8Array, sign: string): Mask {
  return (type, value, strategy, tokens) => {
    switch (strategy) {
      case "redact":
        return redaction;
      case "partial":
        return partially(type, value);
      case "hash":
        return `[HASH:${createHmac("sha256", key).update(`hash:${value}`).digest("hex").slice(0, 16)}]`;
      case "tokenize":
        return tokens().seal(type, value) ?? redaction;
      case "remove":
        return "";
      case "mask":
        return sign.repeat([...value].length);
    }
  };
}

const ofProcess = randomBytes(32);

/**
 * The key of `hash` and `tokenize`. Without a secret each plugin of each process has its own, which a reload of the
 * configuration leaves as it is.
 */
export function maskKey(secret: string | undefined, plugin: string): Uint8Array {
  return createHmac("sha256", secret ?? ofProcess)
    .update(secret === undefined ? `plugin:${plugin}` : "secret")
    .digest();
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
