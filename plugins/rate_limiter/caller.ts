import type { GlobalContext, JsonObject } from "plugins-adapter/framework";

/** Whose budget a call is counted in. Names are texts that no two callers share. */
export interface Caller {
  readonly user: string;
  readonly tenant: string;
  /** Undefined: not known, or not what an id looks like. */
  readonly server: string | undefined;
}

/** Members of a user's object that name a person, the first that is there; ContextForge's order. */
const naming: readonly string[] = ["email", "user_id", "sub", "id"];
const serverId = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * Who is not known shares a name with all who are not known. White space around names does not make others of them, and
 * no name that somebody chose is the one of those who have none.
 */
export function callerOf({ user, tenant_id, server_id }: GlobalContext): Caller {
  return {
    user: named(nameOf(user)),
    tenant: named(tenant_id),
    server: server_id !== undefined && serverId.test(server_id) ? server_id : undefined,
  };
}

/** The user as a denial's details show it. */
export function shownUser({ user }: GlobalContext): string {
  return nameOf(user)?.trim() || "anonymous";
}

function nameOf(user: string | JsonObject | undefined): string | undefined {
  if (typeof user !== "object" || user === null) return user;
  for (const key of naming) {
    const value = Object.hasOwn(user, key) ? user[key] : undefined;
    if (typeof value === "string" && value.trim() !== "") return value;
    if (typeof value === "number") return String(value);
  }
  return undefined;
}

function named(name: string | undefined): string {
  const text = name?.trim() ?? "";
  return text === "" ? "-" : `=${text}`;
}
