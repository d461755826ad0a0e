import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { json, type Reply } from "./reply.ts";

/** What opens the routes that not everybody may use. */
export interface Access {
  /** Bearer token of requests that change something; without one they are refused. */
  readonly token?: string | undefined;
  /** Another bearer token for what tells of traffic. */
  readonly readToken?: string | undefined;
  /** Who gets here at all. On a socket and on loopback what tells of traffic needs no token, unless `readToken` is set. */
  readonly reach?: "socket" | "loopback" | "network";
}

/** Lets a request that changes something through, or tells why not: 403 where no token is configured. */
export function refuseWriting({ token }: Access, { authorization }: IncomingHttpHeaders): Reply | undefined {
  if (token === undefined) return json(403, { error: "no adapter.management.token is configured" });
  return refuseWithout([token], authorization);
}

/**
 * The same for a request for what tells of traffic. Where no token is needed, the host has to be named as this machine
 * is: a web page whose name was made to lead here (DNS rebinding) comes with a name of its own.
 */
export function refuseReading(access: Access, headers: IncomingHttpHeaders): Reply | undefined {
  const { token, readToken, reach = "network" } = access;
  if (readToken === undefined && reach !== "network")
    return reach === "socket" || isThisMachine(headers.host)
      ? undefined
      : json(403, {
          error: "ask for this by address, or as localhost, or set adapter.management.read_token",
        });
  const tokens = [token, readToken].filter((each) => each !== undefined);
  if (tokens.length === 0) return json(403, { error: "no adapter.management.read_token is configured" });
  return refuseWithout(tokens, headers.authorization);
}

/** 401 for a missing or wrong token (RFC 6750 section 3). The comparison takes as long whatever was sent. */
function refuseWithout(tokens: readonly string[], authorization: string | undefined): Reply | undefined {
  const [scheme = "", given = "", ...rest] = (authorization ?? "").split(" ");
  const right = tokens.map((token) => equal(given, token)).includes(true);
  if (scheme.toLowerCase() === "bearer" && rest.length === 0 && right) return undefined;
  return json(401, { error: "a valid bearer token is needed" }, { "www-authenticate": "Bearer" });
}

/** Digests are of one length, so that not even the token's length shows. */
function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** An address, or `localhost`. */
function isThisMachine(host: string | undefined): boolean {
  return host === undefined || /^(localhost|[0-9.]+|\[[0-9a-f:.]+\])(:[0-9]+)?$/i.test(host);
}
