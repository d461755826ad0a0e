import { createHash } from "node:crypto";
import {
  canonicalJson,
  type GlobalContext,
  type JsonObject,
  type JsonValue,
  principalOf,
} from "plugins-adapter/framework";

/** What tells calls apart. */
export interface KeyOptions {
  /** Lower case. */
  readonly headers: readonly string[];
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly anonymous: boolean;
  readonly shareSessions: boolean;
}

/** What of a call is looked at. */
export interface CallView {
  /** Authority and path. */
  readonly server: string;
  readonly name: string;
  readonly args: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
}

/** Headers that say who calls, and in which form an answer is wanted. */
export const keyHeaders: readonly string[] = ["authorization", "cookie", "mcp-protocol-version"];

/** One text for the same call of the same caller; undefined where the call's result is not to be kept. */
export function keyOf(call: CallView, caller: GlobalContext, options: KeyOptions): string | undefined {
  if (!isNamed(caller.user) && !options.anonymous) return undefined;
  const { fields } = options;
  const wanted = Object.hasOwn(fields, call.name) ? fields[call.name] : undefined;
  const args = wanted === undefined ? call.args : picked(call.args, wanted);
  if (!isExact(args)) return undefined;
  const headers = new Map(Object.entries(call.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const parts: JsonValue = [
    call.server,
    caller.server_id ?? null,
    principalOf(caller.user, caller.tenant_id) ?? null,
    options.shareSessions ? null : (caller.session_id ?? null),
    options.headers.map((name) => headers.get(name) ?? null),
    call.name,
    args,
  ];
  return createHash("sha256").update(canonicalJson(parts)).digest("base64url");
}

/** A tenant alone is many callers. */
function isNamed(user: GlobalContext["user"]): boolean {
  return typeof user === "object" ? Object.keys(user).length > 0 : user !== undefined && user !== "";
}

function picked(args: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(args).filter(([name]) => names.includes(name)));
}

/** Whether every number is what stood in the message: integers beyond 2^53 are one double with their neighbours. */
export function isExact(value: JsonValue): boolean {
  const open: JsonValue[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === "number") {
      if (!(Math.abs(next) <= Number.MAX_SAFE_INTEGER)) return false;
    } else if (typeof next === "object" && next !== null) {
      for (const each of Object.values(next)) open.push(each as JsonValue);
    }
  }
  return true;
}
