import { createHash, timingSafeEqual } from "node:crypto";
import { json, type Reply } from "./reply.ts";

/**
 * Lets a request that changes something through, or tells why not: 403 where no token is configured, 401 for a missing
 * or wrong one (RFC 6750 section 3). The comparison takes as long whatever was sent.
 */
export function refuseWithout(
  token: string | undefined,
  authorization: string | undefined,
): Reply | undefined {
  if (token === undefined) return json(403, { error: "no adapter.management.token is configured" });
  const [scheme = "", given = "", ...rest] = (authorization ?? "").split(" ");
  const right = equal(given, token);
  if (scheme.toLowerCase() === "bearer" && rest.length === 0 && right) return undefined;
  return json(401, { error: "a valid bearer token is needed" }, { "www-authenticate": "Bearer" });
}

/** Digests are of one length, so that not even the token's length shows. */
function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
