import { passesIban, passesLuhn } from "plugins-adapter/framework";

/** What a text holds that somebody would carry off. */
export interface Evidence {
  readonly kind: EvidenceKind;
  readonly score: number;
}

export type EvidenceKind =
  | "credentials"
  | "personal_data"
  | "system_data"
  | "conversation"
  | "marked_confidential";

/** What a decoded text holds, each kind once. The time is linear: each pattern reads a stretch once or a bounded number of times. */
export function evidenceIn(text: string): Evidence[] {
  const found: Evidence[] = [];
  const add = (kind: EvidenceKind, score: number) => {
    if (score > 0) found.push({ kind, score });
  };
  if (structured.test(text)) {
    add("credentials", hasCredentials(text) ? 4 : 0);
    add("personal_data", personalScore(text));
    add("system_data", systemPatterns.some((pattern) => pattern.test(text)) || hasEnvironment(text) ? 3 : 0);
  }
  add("conversation", isConversation(text) ? 2 : 0);
  add("marked_confidential", confidential.test(text) ? 1 : 0);
  return found;
}

/** One of these is in everything but prose, which has no need of the patterns then. */
const structured = /[0-9:=@_\n]|[A-Z]{12}|-----|bearer|basic/i;

/** Forms of keys and tokens that name their issuer, and headers and URLs that carry credentials. */
const credentialPatterns: readonly RegExp[] = [
  /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY/,
  /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/,
  /\bgh[oprsu]_[A-Za-z0-9]{30}/,
  /\b(?:github_pat|glpat|xox[abeoprs]|npm|hf|shpat|dop_v1|pypi|SG|sk|rk|pk|sk-ant|sk-proj)[_.-][A-Za-z0-9_.-]{20}/,
  /\bAIza[A-Za-z0-9_-]{30}/,
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10}/,
  /\b(?:bearer|basic)\s{1,3}[A-Za-z0-9._~+/=-]{12}/i,
  /\bcookie["']?\s{0,3}[:=]\s{0,3}["']?[^\s=;"']{1,64}=[^\s;"']{8}/i,
  /[a-z]:\/\/[^\s:/?#@]{1,100}:[^\s/?#@]{3,200}@/i,
];

/** A name of a password or key, and what it is given. */
const assignment =
  /(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|credentials?|(?:api|access|private|encryption|signing|account)[ _-]?key)["']?\s{0,3}(?:=>|:=|[:=])\s{0,3}["']?([^\s"'`,;<>(){}[\]$*]{6,200})/gi;

function hasCredentials(text: string): boolean {
  if (credentialPatterns.some((pattern) => pattern.test(text))) return true;
  for (const [, value = ""] of text.matchAll(assignment)) {
    // words say what belongs there: `password: required`
    if (
      /[0-9]/.test(value) ||
      (/[a-z]/.test(value) && /[A-Z]/.test(value.slice(1))) ||
      /[!@#%^&+/=]/.test(value)
    )
      return true;
  }
  return false;
}

const card = /(?<![0-9-])[2-6][0-9]{3}[ -]?[0-9]{4,6}[ -]?[0-9]{4,5}(?:[ -]?[0-9]{1,4})?(?![0-9])/g;
const socialSecurity = /(?<![0-9-])(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![0-9-])/;
const iban = /(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g;
const address =
  /(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}/g;
const phone = /(?<![0-9+])\+[1-9][0-9]{0,2}[ .-]?\(?[0-9]{2,4}\)?(?:[ .-]?[0-9]{2,4}){2,3}(?![0-9])/g;
const personalNames =
  /\b(?:date[ _]of[ _]birth|dob|birth ?date|ssn|social[ _]security|passport(?:[ _]n(?:o|umber))?|tax[ _]id|national[ _]id|driver'?s?[ _]licen[cs]e|salary|diagnosis|medical[ _]record|patient|first[ _]?name|last[ _]?name|home[ _]address|phone(?:[ _]number)?)["']?\s{0,3}[:=,;|\t\n]/gi;

/** A number of a card, account or person is enough; addresses, telephones and names of such fields must be several. */
function personalScore(text: string): number {
  if (socialSecurity.test(text)) return 3;
  for (const [digits] of text.matchAll(card)) if (isCard(digits.replaceAll(/[ -]/g, ""))) return 3;
  for (const [account] of text.matchAll(iban)) if (isIban(account.replaceAll(" ", ""))) return 3;
  const several = new Set<string>();
  for (const pattern of [address, phone, personalNames]) {
    for (const [each] of text.matchAll(pattern)) {
      several.add(each.toLowerCase());
      if (several.size === 3) return 2;
    }
  }
  return 0;
}

function isCard(digits: string): boolean {
  return digits.length >= 13 && digits.length <= 19 && passesLuhn(digits);
}

function isIban(account: string): boolean {
  return account.length >= 15 && account.length <= 34 && passesIban(account);
}

/** What a look around on a machine brings: accounts, who one is, where keys lie. */
const systemPatterns: readonly RegExp[] = [
  /^[a-z_][a-z0-9_-]{0,31}:[^:\n]{0,200}:[0-9]{1,6}:[0-9]{1,6}:[^:\n]{0,200}:\//m,
  /^[a-z_][a-z0-9_-]{0,31}:\$(?:1|2[aby]|5|6|y)\$/m,
  /\buid=[0-9]{1,6}\([^)\n]{1,40}\) gid=/,
  /(?:^|[\s"'=:~/])(?:\.ssh\/id_|\.aws\/credentials|\.kube\/config|\.git-credentials|\.netrc|etc\/shadow\b|etc\/passwd\b)/,
  /^\[(?:default|profile [^\]\n]{1,60})\]\s{0,3}\n(?:aws_|region|role_arn)/m,
];

/** Lines of `env`, or of a `.env` file. */
function hasEnvironment(text: string): boolean {
  let lines = 0;
  for (const _ of text.matchAll(/^(?:export )?[A-Z][A-Z0-9_]{2,60}=[^\s=]/gm)) if (++lines === 4) return true;
  return false;
}

/** Turns of a chat, or the instructions that it began with. */
function isConversation(text: string): boolean {
  let turns = 0;
  const turn =
    /"role"\s{0,3}:\s{0,3}"(?:system|developer|user|assistant|tool)"|^(?:system|user|human|assistant|ai): /gim;
  for (const _ of text.matchAll(turn)) if (++turns === 2) return true;
  return /\byou are (?:an? )?(?:helpful |expert |ai )?(?:assistant|agent|chatbot|language model)\b/i.test(
    text,
  );
}

const confidential =
  /\b(?:strictly |company |highly )?(?:confidential|proprietary|internal (?:use )?only|not for (?:distribution|release)|do not (?:share|forward|distribute)|trade secret|top secret|attorney.client|privileged|streng geheim|vertraulich|nur intern|confidentiel|confidencial|riservato)\b/i;
