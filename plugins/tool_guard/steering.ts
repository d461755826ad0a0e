import { type Finding, rule } from "./finding.ts";
import type { Phrase } from "./phrases.ts";
import { must, other, person, say, tool, use } from "./vocabulary.ts";

/** What turns the model away from other tools, and how they are used. */
export const steering: readonly Phrase<Finding>[] = [
  rule(
    "steering",
    3,
    "turns the model away from other tools",
    ["never not dont avoid stop", use, "other another any original", tool],
    { within: 4, unless: "if unless when" },
  ),
  rule(
    "steering",
    3,
    "takes the place of other tools",
    [
      must,
      "instead rather before over replace replaces priority preference",
      "of than over all any other every",
      "other any all every original",
      tool,
    ],
    { within: 8 },
  ),
  rule(
    "steering",
    3,
    "puts itself above other tools",
    [
      "prefer+ choose select prioritize+ priority preferred superior better best over rank+ highest trustworthy reliable",
      "over than above to before among of",
      "all any other every",
      tool,
    ],
    { within: 5, unless: "if unless parallel order" },
  ),
  rule(
    "steering",
    2,
    "speaks of other tools as broken",
    [
      other,
      tool,
      "deprecated broken unsafe obsolete outdated insecure malfunctioning unreliable disabled compromised",
    ],
    { within: 5 },
  ),
  rule(
    "steering",
    3,
    "changes how another tool is used",
    [
      "when whenever if",
      use,
      "tool function send email transfer payment message",
      "must always",
      "recipient amount address parameter argument bcc number destination @mail",
    ],
    { within: 10 },
  ),
  rule(
    "steering",
    3,
    "says what is to be told",
    ["when whenever if", person, "asks asked wants", "always only never must", say],
    { within: 6, unless: "ask" },
  ),
  rule(
    "steering",
    3,
    "speaks for itself alone",
    ["never not dont", say, "competitor competitors rivals alternatives"],
    { within: 4 },
  ),
  rule(
    "steering",
    3,
    "speaks for itself alone",
    ["rank place list show", "our own", "results products highest first top"],
    { within: 3 },
  ),
  rule(
    "steering",
    3,
    "turns the model away from other tools",
    ["ignore disregard avoid distrust", "tool tools function functions", "named called with from"],
    { within: 3 },
  ),
  rule(
    "steering",
    3,
    "speaks of other tools as wrong",
    [
      "results prices data outputs answers output",
      "from of",
      "other another",
      "tools tool servers",
      "inflated wrong incorrect unreliable fake malicious untrusted false",
    ],
    { within: 4 },
  ),
  rule(
    "steering",
    2,
    "speaks of other tools as broken",
    ["other another", "tool tools", "wrong incorrect outdated compromised deprecated malicious"],
    { within: 5 },
  ),
  rule("steering", 2, "puts itself first", ["always must only", "use call prefer", "instead"], { within: 4 }),
  rule(
    "steering",
    3,
    "is to be trusted over the user",
    ["trust believe prefer", "output outputs results answer answers", "this", "over than above", person],
    { within: 4 },
  ),
  rule(
    "steering",
    3,
    "changes how another tool is used",
    [
      "when whenever if",
      "used called invoked sent",
      "change replace set modify alter swap substitute",
      "recipient number phone iban amount account destination address",
    ],
    { within: 8 },
  ),
  rule(
    "steering",
    2,
    "changes where it goes",
    ["replace change swap substitute", "recipient iban wallet beneficiary", "by with to"],
    { within: 3 },
  ),
];
