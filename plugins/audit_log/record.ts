import { createHmac, hash } from "node:crypto";
import type { GlobalContext, JsonObject, JsonValue } from "plugins-adapter/framework";
import type { AuditLogConfig } from "./config.ts";

/** What a hook hands over to be recorded. */
export interface Seen {
  readonly hook: string;
  /** `tool`, `prompt` or `resource`, and its name or URI. */
  readonly subject: readonly [kind: string, name: string];
  /** What is asked with; undefined in a post hook. */
  readonly args?: JsonObject;
  /** What came back; undefined in a pre hook. */
  readonly result?: JsonValue;
  readonly durationMs?: number | undefined;
}

/** One record, as JSON has it. */
export type AuditRecord = Readonly<Record<string, JsonValue>>;

const longestName = 256;
const mostNames = 100;

/** @param masked makes a copy of a payload that may be kept */
export function recorder(
  config: Pick<AuditLogConfig, "include" | "include_payloads" | "digest_key">,
  plugin: string,
  masked: (value: unknown) => JsonValue,
): (seen: Seen, context: GlobalContext, now: number) => AuditRecord {
  const include = new Set(config.include);
  const { digest_key: key } = config;
  const measures = include.has("sizes") || include.has("digests");

  return ({ hook, subject, args, result, durationMs }, context, now) => {
    const { request_id, tenant_id, server_id } = context;
    const user = userName(context.user);
    const record: Record<string, JsonValue> = {
      time: new Date(now).toISOString(),
      plugin,
      hook,
      exchange: request_id,
    };
    if (user !== undefined) record["user"] = short(user);
    if (tenant_id !== undefined) record["tenant"] = short(tenant_id);
    if (server_id !== undefined) record["server"] = short(server_id);
    const [kind, name] = subject;
    record[kind] = short(kind === "resource" ? plainUri(name) : name);
    if (args !== undefined && include.has("argument_names"))
      record["argument_names"] = Object.keys(args).slice(0, mostNames).map(short);
    const payload = args ?? result;
    if (isFailed(result)) record["is_error"] = true;
    if (measures && payload !== undefined) {
      const text = JSON.stringify(payload);
      if (include.has("sizes")) record["bytes"] = Buffer.byteLength(text);
      if (include.has("digests"))
        record["sha256"] =
          key === null ? hash("sha256", text) : createHmac("sha256", key).update(text).digest("hex");
    }
    if (durationMs !== undefined) record["duration_ms"] = Math.round(durationMs * 1000) / 1000;
    if (config.include_payloads && payload !== undefined) record["payload"] = masked(payload);
    return record;
  };
}

/** MCP: a tool's result that tells of an error. */
function isFailed(result: JsonValue | undefined): boolean {
  return (
    typeof result === "object" && result !== null && !Array.isArray(result) && result["isError"] === true
  );
}

function userName(user: GlobalContext["user"]): string | undefined {
  if (typeof user !== "object" || user === null) return user;
  for (const key of ["email", "user_id", "sub", "id"]) {
    const value = Object.hasOwn(user, key) ? user[key] : undefined;
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

/** Without userinfo, query and fragment, where secrets are. */
function plainUri(uri: string): string {
  const end = uri.search(/[?#]/);
  const plain = end === -1 ? uri : uri.slice(0, end);
  return plain.replace(/^([a-z][a-z0-9+.-]{0,50}:\/\/)[^/]*@/i, "$1");
}

function short(text: string): string {
  return text.length > longestName ? `${text.slice(0, longestName)}…` : text;
}
