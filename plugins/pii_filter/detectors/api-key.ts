import { isAlphanumeric, isAsciiLetter, isDigit } from "../characters.ts";
import type { Detector } from "../finding.ts";

/** How the keys and tokens of services begin that give theirs a form of their own, by the services' documents. */
const prefixes: readonly string[] = [
  "sk-", // OpenAI, Anthropic and many that follow them
  "sk_live_", // Stripe
  "sk_test_",
  "rk_live_",
  "rk_test_",
  "ghp_", // GitHub
  "gho_",
  "ghu_",
  "ghs_",
  "ghr_",
  "github_pat_",
  "glpat-", // GitLab
  "xoxa-", // Slack
  "xoxb-",
  "xoxp-",
  "AIza", // Google
  "hf_", // Hugging Face
  "npm_",
  "pypi-",
  "SG.", // SendGrid
];
const shortest = 20;
const longest = 512;

/** Keys and tokens that show by their beginning: 20 or more characters without a gap, digits and letters among them. */
export const detectApiKeys: Detector = ({ text }, found) => {
  for (const prefix of prefixes) {
    for (let start = text.indexOf(prefix); start !== -1; ) {
      const run = isPartOfWord(text, start) ? undefined : runAt(text, start, prefix.length);
      if (run?.isKey) found.push({ type: "api_key", start, end: run.end });
      // A run that is no key holds none, unless it was cut off.
      const next = run === undefined ? 0 : run.end - shortest;
      start = text.indexOf(prefix, Math.max(start + prefix.length, next));
    }
  }
};

function isPartOfWord(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  return isAlphanumeric(before) || before === 0x5f;
}

function runAt(text: string, start: number, lead: number): { readonly end: number; readonly isKey: boolean } {
  let digits = 0;
  let letters = 0;
  let end = start + lead;
  for (; end - start < longest; end++) {
    const code = text.charCodeAt(end);
    if (isDigit(code)) digits++;
    else if (isAsciiLetter(code)) letters++;
    else if (!"-_.".includes(text.charAt(end)) || !isAlphanumeric(text.charCodeAt(end + 1))) break;
  }
  return { end, isKey: end - start >= shortest && digits > 1 && letters > 1 };
}
