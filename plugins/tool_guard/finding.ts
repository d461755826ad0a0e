import { classOf, type Phrase } from "./phrases.ts";

/** What a finding is of; each can be switched off. */
export const checks = [
  "instructions",
  "concealment",
  "exfiltration",
  "sensitive_paths",
  "steering",
  "parameters",
  "authority",
  "hidden_text",
  "encoded",
  "commands",
  "malicious_purpose",
  "contradiction",
] as const;
export type Check = (typeof checks)[number];

/** @property weight 3 is enough alone; 1 and 2 say something beside others */
export interface Finding {
  readonly check: Check;
  readonly reason: string;
  readonly weight: 1 | 2 | 3;
}

/** Words that are one step of a phrase, or that keep it from counting. */
type Words = string | ReadonlySet<string>;
const setOf = (words: Words) => (typeof words === "string" ? classOf(words) : words);

/** A phrase that is a finding. */
export const rule = (
  check: Check,
  weight: Finding["weight"],
  reason: string,
  steps: readonly Words[],
  more: { readonly within?: number; readonly unless?: Words } = {},
): Phrase<Finding> => ({
  result: { check, reason, weight },
  steps: steps.map(setOf),
  ...(more.within === undefined ? {} : { within: more.within }),
  ...(more.unless === undefined ? {} : { unless: setOf(more.unless) }),
});

/** What says that a tool looks for bad things, and does not do them. */
export const defends = classOf(
  "detect+ detection scan+ analyze+ analyse+ analysis check+ prevent+ prevention protect+ protection block+ report+ reports lookup search+ review+ monitor+ identify+ audit+ alert+ assess+ assessment investigate+ mitigate+ remediate+ flag+ validate+ verify+ sanitize+ against avoid+ safe safely if whether query list+ get gets retrieve+ information known threat threats intelligence score reputation not never research cve advisory advisories",
);
