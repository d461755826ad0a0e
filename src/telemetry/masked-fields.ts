import { mask } from "./secret-mark.ts";
import type { SecretNames } from "./secret-names.ts";
import { maskSecrets } from "./secret-text.ts";

/** Values deeper than this are left out; no structure of a log line needs more. */
const mostLevels = 8;
/** Values of one line. */
const mostValues = 1000;
/** Characters of one text that are told. */
const longestText = 8192;
/** Read beyond that, so that a secret that begins before it is seen whole. */
const lookAhead = 4096;

/**
 * A copy that holds nothing but plain JSON values and no secrets; whatever is given, it throws nothing and ends soon.
 * @param mostText characters of all texts together that are looked at; texts beyond are left out
 */
export function maskFields(
  fields: unknown,
  isSecretName: SecretNames,
  mostText = Number.POSITIVE_INFINITY,
): Record<string, unknown> {
  const walk: Walk = { isSecretName, path: [], left: mostValues, textLeft: mostText };
  const copy = maskValue(walk, fields);
  if (typeof copy === "object" && copy !== null && !Array.isArray(copy))
    return copy as Record<string, unknown>;
  return copy === undefined ? {} : { value: copy };
}

/** A text without its secrets, cut to what a log line may hold of it. */
export function maskText(text: string, isSecretName: SecretNames): string {
  if (text.length <= longestText) return maskSecrets(text, isSecretName);
  const cut = text.length > longestText + lookAhead;
  const masked = maskSecrets(cut ? text.slice(0, longestText + lookAhead) : text, isSecretName, cut);
  return masked.length > longestText ? `${masked.slice(0, longestText)}…` : masked;
}

interface Walk {
  readonly isSecretName: SecretNames;
  readonly path: string[];
  left: number;
  textLeft: number;
}

function textOf(walk: Walk, text: string): string {
  if (walk.textLeft <= 0) return "[too much text]";
  walk.textLeft -= Math.min(text.length, longestText + lookAhead);
  return maskText(text, walk.isSecretName);
}

function maskValue(walk: Walk, value: unknown): unknown {
  if (--walk.left < 0) return undefined;
  switch (typeof value) {
    case "string":
      return textOf(walk, value);
    case "number": {
      // A card number may well be logged as a number.
      if (!(Math.abs(value) >= 1e12)) return value;
      const text = maskText(String(value), walk.isSecretName);
      return text.includes(mask) ? text : value;
    }
    case "boolean":
      return value;
    case "bigint":
      return maskText(String(value), walk.isSecretName);
    case "object":
      return value === null ? null : maskObject(walk, value);
    default:
      return undefined;
  }
}

function maskObject(walk: Walk, value: object): unknown {
  if (walk.path.length >= mostLevels) return "[too deep]";
  try {
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    if (Array.isArray(value)) return maskList(walk, value);
    if (value instanceof Error) return maskError(walk, value);
    if ("toJSON" in value && typeof value.toJSON === "function") {
      const plain: unknown = value.toJSON();
      return plain === value ? undefined : within(walk, "toJSON", () => maskValue(walk, plain));
    }
    return maskMembers(walk, value);
  } catch {
    // A getter or a proxy of a plugin's.
    return "[unreadable]";
  }
}

function maskMembers(walk: Walk, value: object): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  const named = secretOfPair(walk, value);
  for (const name of Object.keys(value)) {
    if (walk.left <= 0) break;
    const member: unknown = (value as Record<string, unknown>)[name];
    const secret = (named && name === "value") || walk.isSecretName(name, walk.path);
    const masked = secret ? maskWhole(walk, member) : within(walk, name, () => maskValue(walk, member));
    if (masked !== undefined) entries.push([textOf(walk, name), masked]);
  }
  return Object.fromEntries(entries);
}

/** `{name: "cookie", value: …}`, as headers and environments are often listed. */
function secretOfPair(walk: Walk, value: object): boolean {
  if (!("value" in value)) return false;
  const name = "name" in value ? value.name : "key" in value ? value.key : undefined;
  return typeof name === "string" && walk.isSecretName(name, walk.path);
}

/** Lists hold no names; `["cookie", …]` is a header as many libraries have them. */
function maskList(walk: Walk, list: readonly unknown[]): unknown[] {
  const [name] = list;
  if (list.length === 2 && typeof name === "string" && walk.isSecretName(name, walk.path))
    return [name, maskWhole(walk, list[1])];
  const masked: unknown[] = [];
  for (const item of list) {
    if (walk.left <= 0) break;
    masked.push(within(walk, "", () => maskValue(walk, item)) ?? null);
  }
  return masked;
}

/** That there is none may be told. */
function maskWhole(walk: Walk, value: unknown): unknown {
  walk.left--;
  if (value === null || value === undefined || typeof value === "boolean" || value === "") return value;
  return typeof value === "function" || typeof value === "symbol" ? undefined : mask;
}

function maskError(walk: Walk, error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const own = maskMembers(walk, error);
  const text = (part: unknown) => (typeof part === "string" ? textOf(walk, part) : undefined);
  return {
    ...own,
    type: text(name),
    message: text(message),
    stack: text(stack),
    ...(cause !== undefined && { cause: within(walk, "cause", () => maskValue(walk, cause)) }),
  };
}

function within<T>(walk: Walk, name: string, work: () => T): T {
  walk.path.push(name);
  try {
    return work();
  } finally {
    walk.path.pop();
  }
}
