import { BlockList, isIP } from "node:net";
import {
  bareUrl,
  definePlugin,
  editJsonText,
  type FoundUrl,
  hostUrl,
  isUnderDomain,
  judgeTexts,
  otherHosts,
  textSpellings,
  urlsIn,
} from "plugins-adapter/framework";
import { addNetwork, type SsrfConfig, ssrfConfig } from "./config.ts";
import { type Host, readHost } from "./hosts.ts";

const hooks = [
  "prompt_pre_fetch",
  "tool_pre_invoke",
  "resource_pre_fetch",
  "completion",
  "elicitation_request",
  "elicitation_response",
] as const;

/** Denies URLs that lead into the network behind the server: its own machine, private addresses, metadata services. */
export default definePlugin({
  kind: "ssrf_guard",
  hooks,
  config: ssrfConfig,
  compliance: {
    owasp_mcp: ["MCP05"],
    owasp_llm: ["LLM06"],
    owasp_asi: ["ASI02"],
    mitre_atlas: ["AML.T0053"],
    cosai: ["T3", "T8"],
  },
  create(config) {
    const issueOfHost = hostJudge(config);
    const schemes = new Set(config.denied_schemes.map((scheme) => scheme.toLowerCase()));
    const fields = new Set(config.url_fields.map((name) => name.toLowerCase()));

    const judge = (text: string, inField: boolean, isUri: boolean): readonly string[] => {
      const issues = new Set<string>();
      const isWhole = inField || isUri || !/\s/.test(text.trim()) || hasSplitScheme(text);
      if (!isWhole && config.sentences === "none") return [];
      const strict = isWhole || config.sentences === "all";
      const add = (host: string, scheme: string) => {
        const read = readHost(host);
        if (read === undefined) return;
        // Other schemes' hosts are names of their own: `memo://insights`.
        if (scheme !== "" && !networkSchemes.has(scheme) && read.kind !== "metadata" && !isAddress(read))
          return;
        const issue = issueOfHost(read);
        if (issue !== undefined && (strict || issue === metadataIssue)) issues.add(issue);
      };
      const spellings = textSpellings(text);
      for (const spelling of [...spellings, ...escapedStrings(text)]) {
        const urls = urlsIn(spelling);
        if (urls === "limit") return ["more URLs than can be checked"];
        const isOwn = spellings.includes(spelling);
        const host = inField && urls.length === 0 ? hostUrl(spelling) : undefined;
        const whole = isOwn ? (bareUrl(spelling) ?? host) : undefined;
        for (const url of whole === undefined ? urls : [...urls, whole]) {
          if (strict && schemes.has(url.scheme)) issues.add("a denied scheme");
          if (url.host !== "") add(url.host, url.scheme);
          if (url.ambiguous) for (const host of otherHosts(url)) add(host, url.scheme);
          for (const host of hostsInQuery(url)) add(host, "");
        }
      }
      return [...issues];
    };

    return judgeTexts({
      hooks,
      exemptions: config.exemptions,
      limits: config,
      code: "SSRF_GUARD",
      reason: "URL into an internal network",
      metadata: "ssrf_issues",
      block: config.block_on_violation,
      opinion(text, { name, scene, kind }) {
        if (scene.field === "name" || scene.field === "prompt_id") return undefined;
        const inField = kind !== "key" && name !== undefined && fields.has(name.toLowerCase());
        const isUri = scene.field === "uri";
        if (!inField && !/:|%3a|^\s*[/\\]{2}/i.test(text)) return undefined;
        const issues = judge(text, inField, isUri);
        return issues.length === 0 ? undefined : { issues };
      },
    });
  },
});

/** The strings of a JSON text, where escapes may keep a host from being read in it. */
function escapedStrings(text: string): readonly string[] {
  const strings: string[] = [];
  if (text.includes("\\")) {
    editJsonText(text, (string) => {
      if (string.includes(":")) strings.push(string);
      return string;
    });
  }
  return strings;
}

/** `ht\ttp://…`: clients leave tabs and line ends out. */
function hasSplitScheme(text: string): boolean {
  return /^\s{0,64}[a-z]{1,10}[\t\r\n]{1,4}[a-z\t\r\n]{0,20}:[/\\]/i.test(text);
}

const metadataIssue = "a metadata service";
const networkSchemes = new Set([
  "http",
  "https",
  "ws",
  "wss",
  "ftp",
  "ftps",
  "gopher",
  "dict",
  "ldap",
  "ldaps",
  "tftp",
  "sftp",
  "telnet",
  "smb",
  "rtsp",
]);

function isAddress({ name }: Host): boolean {
  return isIP(name) !== 0;
}

function hostJudge(config: SsrfConfig): (host: Host) => string | undefined {
  const allowed = config.allowed_hosts.map(plainName);
  const denied = config.denied_hosts.map(plainName);
  const networks = new BlockList();
  for (const network of config.allowed_networks) addNetwork(networks, network);
  const isIn = (name: string) => isIP(name) !== 0 && networks.check(name, isIP(name) === 4 ? "ipv4" : "ipv6");

  return ({ name, kind }) => {
    if (denied.some((domain) => isUnderDomain(name, domain))) return "a denied host";
    if (allowed.some((domain) => isUnderDomain(name, domain)) || isIn(name)) return undefined;
    switch (kind) {
      case "metadata":
        return metadataIssue;
      case "loopback":
        if (!config.allow_loopback) return "this machine";
        break;
      case "private":
      case "link-local":
      case "internal name":
        if (!config.allow_private) return kind === "internal name" ? "an internal name" : `a ${kind} address`;
        break;
      case "rebinding name":
        if (!config.allow_rebinding_names) return "a name that is an address";
        break;
      case "name":
      case "public":
        break;
    }
    return config.only_allowed_hosts ? "a host that is not allowed" : undefined;
  };
}

/** `*.example.com` and `.example.com` mean what `example.com` means here. */
function plainName(entry: string): string {
  const name = entry
    .trim()
    .toLowerCase()
    .replace(/^\*?\./, "");
  return readHost(name)?.name ?? name;
}

/** Values of a query that are addresses: `?host=10.0.0.1`, `?next=//127.0.0.1/x`. */
function hostsInQuery({ rest }: FoundUrl): readonly string[] {
  const query = rest.indexOf("?");
  if (query === -1) return [];
  return rest
    .slice(query + 1)
    .split(/[&;#]/, 100)
    .flatMap((pair) => {
      const value = pair.slice(pair.indexOf("=") + 1);
      const host = (bareUrl(value) ?? hostUrl(value))?.host ?? "";
      const isNumeric =
        /^(?:\[|\d{1,3}(?:\.\d{1,3}){3}$|0x[0-9a-f]{6,8}$)/i.test(host) || host.toLowerCase() === "localhost";
      return isNumeric || bareUrl(value) !== undefined ? [host] : [];
    });
}
