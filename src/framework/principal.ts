import type { JsonObject, JsonValue } from "./json.ts";
import { canonicalJson } from "./json-canonical.ts";

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

/** One text for each list of texts: each with its length before it, and a sign that no length is for what is absent. */
export function tuple(parts: readonly (string | undefined)[]): string {
  return parts.map((part) => (part === undefined ? "-" : `${part.length}:${part}`)).join("");
}
