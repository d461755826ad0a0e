import { createHmac, hash } from "node:crypto";
import { tuple } from "../framework/principal.ts";

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
