import { acceptedPattern, hostName, isUnderDomain, uriSpellings } from "plugins-adapter/framework";
import { domainOf, type ReputationConfig } from "./config.ts";
import { type Suspicion, suspicionReader } from "./heuristics.ts";

/** Why a URL is denied: ContextForge's categories, and three of our own. */
export type Category =
  | Suspicion
  | "malformed_url"
  | "insecure_scheme"
  | "blocked_domain"
  | "blocked_pattern"
  | "not_whitelisted"
  | "ambiguous_url";

/**
 * A URL as it is judged.
 * @property host      as it stands in it; empty where it has none
 * @property ambiguous parsers disagree on where the host ends
 * @property inner     it stands inside of another URL: only where it leads is asked
 */
export interface JudgedUrl {
  readonly text: string;
  readonly scheme: string;
  readonly host: string;
  readonly ambiguous: boolean;
  readonly inner: boolean;
}

export interface Judgement {
  readonly category: Category;
  readonly domain?: string;
}

/** Says what is wrong with a URL, in ContextForge's order: lists of what passes, scheme, lists of what does not, looks. */
export type UrlJudge = (url: JudgedUrl) => Judgement | undefined;

const clearSchemes = new Set([
  "http",
  "ws",
  "ftp",
  "tftp",
  "telnet",
  "gopher",
  "dict",
  "ldap",
  "smtp",
  "pop3",
  "imap",
  "rtsp",
  "smb",
  "nfs",
  "rsh",
  "redis",
  "mqtt",
]);
const webSchemes = new Set(["http", "https", "ws", "wss", "ftp", "ftps"]);
/** Beyond what browsers and servers take: longer ones would make patterns slow. */
const longestUrl = 8192;

export function urlJudge(config: ReputationConfig): UrlJudge {
  const whitelist = domainSet(config.whitelist_domains);
  const blocklist = domainSet(config.blocked_domains);
  const allowed = config.allowed_patterns.map((source) => acceptedPattern(source));
  const blocked = config.blocked_patterns.map((source) => acceptedPattern(source, { ignoreCase: true }));
  const suspicionOf = suspicionReader(
    config.entropy_threshold,
    config.protected_domains.map((entry) => domainOf(entry) as string),
  );

  return ({ text, scheme, host, ambiguous, inner }) => {
    const name = host === "" ? undefined : hostName(host);
    if (inner)
      return name !== undefined && isIn(name, blocklist)
        ? { category: "blocked_domain", domain: name }
        : undefined;
    if (text.length > longestUrl) return { category: "malformed_url" };
    if (name === undefined && (host !== "" || webSchemes.has(scheme))) return { category: "malformed_url" };
    if (ambiguous) return { category: "ambiguous_url" };
    const judged = (category: Category): Judgement =>
      name === undefined ? { category } : { category, domain: name };

    if (name !== undefined && isIn(name, whitelist)) return undefined;
    if (allowed.some((pattern) => pattern.test(text))) return undefined;
    if (config.only_whitelisted) return judged("not_whitelisted");
    if (config.block_non_secure_http && clearSchemes.has(scheme)) return judged("insecure_scheme");
    if (name !== undefined && isIn(name, blocklist)) return judged("blocked_domain");
    if (blocked.length > 0) {
      const spellings = uriSpellings(text);
      if (blocked.some((pattern) => spellings.some((each) => pattern.test(each))))
        return judged("blocked_pattern");
    }
    const suspicion = config.use_heuristic_check && name !== undefined ? suspicionOf(name) : undefined;
    return suspicion === undefined ? undefined : judged(suspicion);
  };
}

function domainSet(entries: readonly string[]): ReadonlySet<string> {
  return new Set(entries.map((entry) => domainOf(entry) as string));
}

/** Whether a name is one of the domains or lies under one: as many look-ups as it has labels. */
function isIn(name: string, domains: ReadonlySet<string>): boolean {
  if (domains.has(name)) return true;
  for (let dot = name.indexOf("."); dot !== -1; dot = name.indexOf(".", dot + 1)) {
    const domain = name.slice(dot + 1);
    if (domains.has(domain) && isUnderDomain(name, domain)) return true;
  }
  return false;
}
