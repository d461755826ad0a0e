import type { HeaderChanges, Headers } from "../verdict.ts";

/** Request headers as plugins see them: no pseudo headers, repeated ones joined by a comma (RFC 9110 §5.3). */
export function pluginHeaders(headers: Headers | undefined): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of headers ?? []) {
    if (name.startsWith(":")) continue;
    const all = Object.hasOwn(joined, name) ? `${joined[name]}, ${value}` : value;
    if (name === "__proto__") Object.defineProperty(joined, name, { value: all, ...ordinary });
    else joined[name] = all;
  }
  return joined;
}

/** Defined, not assigned: a header of that name stays a header. */
const ordinary = { enumerable: true, writable: true, configurable: true } as const;

/** What a plugin changed in them; undefined when nothing. Framing headers are Envoy's and stay. */
export function headerDifference(
  before: Record<string, string>,
  after: Record<string, string> | undefined,
): HeaderChanges | undefined {
  if (after === undefined || after === before) return undefined;
  // A plugin may spell one name twice: the last edit counts, for whoever reads the headers from here on.
  const set = new Map<string, string>();
  const kept = new Set<string>();
  for (const [key, value] of Object.entries(after)) {
    const name = key.toLowerCase();
    kept.add(name);
    if (before[name] !== value && isEditable(name, value)) set.set(name, value);
  }
  const remove = Object.keys(before).filter((name) => !kept.has(name) && isEditable(name, ""));
  return set.size + remove.length === 0 ? undefined : { set: [...set], remove };
}

const framing = new Set([
  "content-length",
  "transfer-encoding",
  "content-type",
  "content-encoding",
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "upgrade",
  "host",
]);

/**
 * What the protocol and the gateway speak in: MCP's headers repeat the body or name the session, Envoy drops edits of its
 * own without a word, and the last marks denials.
 */
const reserved = /^(mcp-|x-envoy-|x-mcp-denied$)/;

/** RFC 9110 field names, and values without control characters: a plugin can't smuggle a header or reframe a message. */
export function isEditable(name: string, value: string): boolean {
  return (
    /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name) &&
    !framing.has(name) &&
    !reserved.test(name) &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant
    !/[\0-\x08\x0a-\x1f\x7f]/.test(value)
  );
}

/**
 * Both changes as one, the second after the first: of what they do to one name the later counts. Envoy removes before
 * it sets, so what the second removes must no longer be set.
 */
export function mergeChanges(first: HeaderChanges | undefined, second: HeaderChanges): HeaderChanges {
  if (!first) return second;
  const later = new Set([...(second.set ?? []).map(([name]) => name), ...(second.remove ?? [])]);
  return {
    set: [...(first.set ?? []).filter(([name]) => !later.has(name)), ...(second.set ?? [])],
    remove: [...new Set([...(first.remove ?? []), ...(second.remove ?? [])])],
  };
}

/** Headers in wire order after the changes; what is set comes last. */
export function changedList(headers: Headers, { set = [], remove = [] }: HeaderChanges): Headers {
  const changed = new Set([...remove, ...set.map(([name]) => name)]);
  return [...headers.filter(([name]) => !changed.has(name)), ...set];
}

/** Headers as they are after the changes. */
export function changedHeaders(
  headers: Readonly<Record<string, string>>,
  { set = [], remove = [] }: HeaderChanges,
): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !remove.includes(name));
  return Object.fromEntries([...kept, ...set]);
}
