import {
  definePlugin,
  editJsonText,
  type GuardEnd,
  type GuardScene,
  guardTexts,
  isTooLong,
  type JsonObject,
  type Plugin,
  type TextHook,
} from "plugins-adapter/framework";
import { reputationConfig } from "./config.ts";
import { type Category, type Judgement, type UrlJudge, urlJudge } from "./judge.ts";
import { type PlacedUrl, urlsOfText, urlsOfUri } from "./read.ts";

const argumentHooks: readonly TextHook[] = [
  "prompt_pre_fetch",
  "tool_pre_invoke",
  "completion",
  "elicitation_response",
];
const resultHooks: readonly TextHook[] = [
  "prompt_post_fetch",
  "tool_post_invoke",
  "resource_post_fetch",
  "sampling_request",
  "elicitation_request",
];
const mostTold = 10;

/** Judges URLs by lists, scheme and looks, and denies messages with bad ones or takes the URLs out. */
export default definePlugin({
  kind: "url_reputation",
  aliases: [
    "cpex_url_reputation.url_reputation.URLReputationPlugin",
    "cpex_url_reputation.URLReputationPlugin",
    "plugins.url_reputation.url_reputation.URLReputationPlugin",
  ],
  hooks: ["resource_pre_fetch", ...argumentHooks, ...resultHooks],
  config: reputationConfig,
  readOnly: true,
  compliance: {
    owasp_mcp: ["MCP04", "MCP10"],
    owasp_llm: ["LLM05"],
    owasp_asi: ["ASI02", "ASI04"],
    mitre_atlas: ["AML.T0011"],
    cosai: ["T3", "T6"],
  },
  create(config) {
    const judge = urlJudge(config);
    const hooks = [
      "resource_pre_fetch" as const,
      ...(config.check_arguments ? argumentHooks : []),
      ...(config.check_results ? resultHooks : []),
    ];
    const guard = guardTexts({
      hooks,
      exemptions: config.exemptions,
      walk: { keys: true, maxDepth: config.max_nested_depth, maxItems: config.max_collection_items },
      begin() {
        const tally: Tally = { checked: 0, denied: [], removed: [], where: "", unread: undefined };
        return {
          text(text, path, kind, scene) {
            if (isTooLong(text, config.max_text_bytes)) {
              tally.unread ??= scene.what;
              return text;
            }
            if (scene.field === "uri") {
              lookAtUri(text, judge, tally, scene);
              return text;
            }
            // A link without its URI is none.
            const isFixed = kind === "opaque" || path[path.length - 1] === "uri";
            const redact = config.redact_results && !isFixed && resultHooks.includes(scene.hook);
            const look = (string: string) =>
              lookAtText(string, judge, tally, scene, redact ? config.redaction_text : undefined);
            // In JSON an escape may stand in a host.
            return (text.includes("\\") ? editJsonText(text, look) : undefined) ?? look(text);
          },
          refused(_reason, scene) {
            tally.unread ??= scene.what;
          },
          end: () => endOf(tally, config.block_on_violation),
        };
      },
    });
    const idle = [...argumentHooks, ...resultHooks].map((hook) => [hook, () => undefined]);
    return { ...(Object.fromEntries(idle) as Plugin), ...guard };
  },
});

/** What was found in one message. */
interface Tally {
  checked: number;
  readonly denied: Judgement[];
  /** Judgements of URLs that were taken out. */
  readonly removed: Judgement[];
  where: string;
  unread: string | undefined;
}

function lookAtUri(uri: string, judge: UrlJudge, tally: Tally, scene: GuardScene): void {
  const urls = urlsOfUri(uri);
  tally.checked++;
  tally.where ||= scene.what;
  if (urls === "malformed") tally.denied.push({ category: "malformed_url" });
  else if (urls === "limit") tally.unread ??= scene.what;
  else {
    const judgement = urls.map((url) => judge(url)).find((each) => each !== undefined);
    if (judgement !== undefined) tally.denied.push(judgement);
  }
}

/** @param by what goes in the place of bad URLs; undefined: they stay, and the message is denied */
function lookAtText(
  text: string,
  judge: UrlJudge,
  tally: Tally,
  scene: GuardScene,
  by: string | undefined,
): string {
  const urls = urlsOfText(text);
  if (urls === "limit") {
    tally.unread ??= scene.what;
    return text;
  }
  let result = "";
  let last = 0;
  for (const [index, url] of urls.entries()) {
    if (url.start < last) continue;
    tally.checked++;
    const judgement = judge(url) ?? (by === undefined ? undefined : judgedInside(urls, index, judge));
    if (judgement === undefined) continue;
    tally.where ||= scene.what;
    (by === undefined ? tally.denied : tally.removed).push(judgement);
    if (by === undefined) continue;
    result += text.slice(last, url.start) + by;
    last = url.end;
  }
  return last === 0 ? text : result + text.slice(last);
}

/** Of a URL that passes, the judgement of the first bad one inside: both are to be taken out. */
function judgedInside(urls: readonly PlacedUrl[], index: number, judge: UrlJudge): Judgement | undefined {
  const outer = urls[index] as PlacedUrl;
  if (outer.inner) return undefined;
  for (let at = index + 1; urls[at]?.inner === true; at++) {
    const judgement = judge(urls[at] as PlacedUrl);
    if (judgement !== undefined) return judgement;
  }
  return undefined;
}

function endOf({ checked, denied, removed, where, unread }: Tally, block: boolean): GuardEnd | undefined {
  const all = [...denied, ...removed];
  const categories = [...new Set(all.map(({ category }) => category))].sort();
  const summary: JsonObject = {
    total_checked: checked,
    total_blocked: all.length,
    reputation_categories: categories,
  };
  const metadata = { url_reputation: summary };
  const first = denied[0];
  if (first !== undefined && block) {
    const domains = [...new Set(denied.flatMap(({ domain }) => domain ?? []))].slice(0, mostTold);
    const violation = {
      reason: reasons[first.category],
      description: `A URL in the ${where} is denied: ${reasons[first.category].toLowerCase()}`,
      code: "URL_REPUTATION_BLOCK",
      details: { categories, ...(domains.length > 0 && { domains }) },
    };
    return { violation, metadata };
  }
  if (unread !== undefined) {
    const violation = {
      reason: "Message not checked",
      description: `The ${unread} cannot be read, or edited, as a whole: too long, too deep, or too many URLs`,
      code: "URL_REPUTATION_LIMIT_EXCEEDED",
      details: {},
    };
    return { violation };
  }
  return all.length > 0 ? { metadata } : undefined;
}

const reasons: Readonly<Record<Category, string>> = {
  malformed_url: "URL cannot be read",
  ambiguous_url: "Parsers disagree on the URL's host",
  not_whitelisted: "Domain is not in the list of allowed ones",
  insecure_scheme: "Scheme without encryption",
  blocked_domain: "Domain is blocked",
  blocked_pattern: "URL matches a blocked pattern",
  unicode_spoofing: "Domain with deceptive characters",
  lookalike_domain: "Domain that looks like another",
  illegal_tld: "Domain with an ending that does not exist",
  high_entropy_domain: "Domain that looks made by a machine",
};
