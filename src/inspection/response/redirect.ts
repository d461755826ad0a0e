import { type ExchangeState, headerValue, headerValues } from "../exchange-state.ts";
import type { Headers } from "../verdict.ts";

/**
 * Whether a response redirects to another origin, which takes the client's next request past the gateway. Relative
 * targets and the request's own scheme and authority stay; a target that clients could read differently leaves.
 */
export function leavesOrigin(state: ExchangeState, headers: Headers | undefined): boolean {
  const status = Number(headerValue(headers, ":status"));
  if (status < 300 || status > 399) return false;
  return headerValues(headers, "location").some((location) => !staysAtOrigin(state, location));
}

/** Whether a URI reference, as a client resolves it against the request's URI, has the request's origin. */
export function staysAtOrigin({ requestHeaders }: ExchangeState, reference: string): boolean {
  return staysAt(requestHeaders, reference);
}

/** scheme (if any), authority, of a reference that has an authority (RFC 3986 §3). */
const absolute = /^(?:(https?):)?\/\/([^/?#]+)/i;
/** What no client takes for user information, another host, or white space that it drops. */
const plainAuthority = /^[a-z0-9._:[\]-]+$/i;

function staysAt(requestHeaders: Headers | undefined, location: string): boolean {
  // Clients differ in backslashes, blanks and letters that a URI can't have (RFC 3986 §2): another host for some.
  if (!/^[\x21-\x7e]*$/.test(location) || location.includes("\\")) return false;
  const target = absolute.exec(location);
  if (!target) return !location.startsWith("//") && !/^[a-z][a-z0-9+.-]*:/i.test(location);
  const scheme = headerValue(requestHeaders, ":scheme") ?? "http";
  const authority = headerValue(requestHeaders, ":authority");
  const [, ownScheme = scheme, ownAuthority = ""] = target;
  if (authority === undefined || !plainAuthority.test(ownAuthority)) return false;
  const own = originOf(scheme, authority);
  return own !== undefined && own === originOf(ownScheme, ownAuthority);
}

function originOf(scheme: string, authority: string): string | undefined {
  const url = `${scheme}://${authority}/`;
  return URL.canParse(url) ? new URL(url).origin : undefined;
}
