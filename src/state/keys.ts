import { createHmac, hash } from "node:crypto";
import type { JsonObject, JsonValue } from "../framework/json.ts";
import { canonicalJson } from "../framework/json-canonical.ts";

/**
 * Keys under which the store keeps things. Each is a digest of all that must agree, so that session ids, user names and
 * task ids never stand in Redis or a log, and of their lengths, so that no two tuples give one key.
 */

/** Between whom a message travels. */
export interface Scope {
  /** The MCP server, where several stand behind one gateway: their session and task ids may be the same. */
  readonly server: string | undefined;
  /** `Mcp-Session-Id`. The client chooses it, so that it proves nothing alone. */
  readonly session: string | undefined;
  /** Who the client is: `principalOf`. Undefined is the anonymous caller, who is a principal as any other. */
  readonly principal: string | undefined;
}

/** Who sent a request, or keeps a task. Both number their own requests, and their ids may be the same. */
export type Side = "client" | "server";

/** With a key of the operator's nobody who reads the store can try out names; without one the digest is SHA-256. */
export type HashKey = Uint8Array | undefined;

/** A request of one side in one session. @param idKey the JSON-RPC id with its type: 1 is not "1" */
export function requestKey(scope: Scope, from: Side, idKey: string, hashKey: HashKey): string {
  return keyOf("request", [scope.server, scope.session, scope.principal, from, idKey], hashKey);
}

/** A task, which outlives the session that it was made in: the session is no part of it. */
export function taskKey(scope: Omit<Scope, "session">, host: Side, taskId: string, hashKey: HashKey): string {
  return keyOf("task", [scope.server, scope.principal, host, taskId], hashKey);
}

/** Under which it is noted that a request's or task's key was used for two. */
export function reusedKey(key: string): string {
  return `reused-${key}`;
}

/** Under which it is noted which exchange waits for the answer to a request. */
export function openKey(key: string): string {
  return `open-${key}`;
}

/** What was learnt of a server that was seen. */
export function serverKey(server: string, hashKey: HashKey): string {
  return keyOf("server", [server], hashKey);
}

/** What one key of a plugin's budget has used. @param parts plugin, budget, algorithm, window, key */
export function budgetKey(parts: readonly string[], hashKey: HashKey): string {
  return keyOf("budget", parts, hashKey);
}

/** A plugin's first text. @param parts plugin, table, key */
export function firstKey(parts: readonly string[], hashKey: HashKey): string {
  return keyOf("first", parts, hashKey);
}

/** A plugin's last text. @param parts plugin, table, key */
export function lastKey(parts: readonly string[], hashKey: HashKey): string {
  return keyOf("last", parts, hashKey);
}

/** The kind in clear, so that an operator can tell what takes the room, and a digest of the rest. */
function keyOf(kind: string, parts: readonly (string | undefined)[], hashKey: HashKey): string {
  // UTF-16, as UTF-8 has one text for all lone surrogates.
  const bytes = Buffer.from(tuple([kind, ...parts]), "utf16le");
  const digest =
    hashKey === undefined
      ? hash("sha256", bytes, "base64url")
      : createHmac("sha256", hashKey).update(bytes).digest("base64url");
  return `${kind}:${digest}`;
}

/** One text for each list of texts: each with its length before it, and a sign that no length is for what is absent. */
export function tuple(parts: readonly (string | undefined)[]): string {
  return parts.map((part) => (part === undefined ? "-" : `${part.length}:${part}`)).join("");
}

/** Members of a user's object that say who it is; others, such as a token's times, change from request to request. */
const naming: readonly string[] = ["iss", "sub", "user_id", "email"];

/**
 * Who the caller is, in one text; undefined where nothing is known. Of an object its `iss`, `sub`, `user_id` and `email`
 * count, as far as they are there, and all of it where it has none of the last three.
 */
export function principalOf(
  user: string | JsonObject | undefined,
  tenant: string | undefined,
): string | undefined {
  if (user === undefined && tenant === undefined) return undefined;
  const name = typeof user === "object" ? tuple(["object", nameOf(user)]) : tuple(["text", user]);
  return tuple([name, tenant]);
}

function nameOf(user: JsonObject): string {
  const [, ...own] = naming;
  const named = own.some((key) => Object.hasOwn(user, key) && user[key] !== null && user[key] !== "");
  const keys = named ? naming : Object.keys(user).sort();
  // Metadata of Envoy has no order of members.
  return tuple(
    keys.flatMap((key) => [
      key,
      Object.hasOwn(user, key) ? canonicalJson(user[key] as JsonValue) : undefined,
    ]),
  );
}
