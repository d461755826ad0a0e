import { isIP } from "node:net";
import { isPublicAddress } from "../public-address.ts";

/** Schemes of a plugin server's URL: of HTTP, or of a WebSocket. */
export type UrlSchemes = readonly [plain: string, secure: string];

/**
 * Why a plugin server's URL may not be called; undefined if it may. As ContextForge's client has it: the schemes of its
 * protocol only, no user or password in it, and unless `allowPrivate` no literal address that is private, loopback,
 * link-local or unspecified, and no IPv6 literal. Names pass, `localhost` too: whoever writes the configuration chooses
 * them.
 */
export function refusedUrl(
  text: string,
  allowPrivate: boolean,
  schemes: UrlSchemes = ["http:", "https:"],
): string | undefined {
  const url = URL.parse(text);
  if (url === null) return "a URL";
  if (!schemes.includes(url.protocol)) return `a URL of ${schemes.join(" or ")}`;
  if (url.username !== "" || url.password !== "") return "a URL without user and password: use `auth`";
  if (url.hash !== "") return "a URL without a fragment";
  if (allowPrivate) return undefined;
  // URL.parse has turned 0x7f.1, 127.1 and 2130706433 into dotted form.
  const host = url.hostname.replace(/\.$/, "");
  const isLiteral6 = host.startsWith("[");
  if (isLiteral6 || (isIP(host) === 4 && !isPublicAddress(host))) {
    return "a host name or a public IPv4 address; `allow_private_addresses: true` permits others";
  }
  return undefined;
}
