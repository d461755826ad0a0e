import { defends, type Finding, rule } from "./finding.ts";
import type { Phrase } from "./phrases.ts";
import { duty, example, give, hand, parameter, person, read, secret, send } from "./vocabulary.ts";

/** What is to be handed over: to places elsewhere, or in parameters. */
export const taking: readonly Phrase<Finding>[] = [
  rule(
    "exfiltration",
    3,
    "hands data to an address",
    [
      "send+ sent forward+ bcc cc transmit+ exfiltrate+ leak+ relay+ copy copied redirect+ replace+ change+ set",
      "@mail",
    ],
    { within: 14, unless: example },
  ),
  rule("exfiltration", 3, "hands data to a place of its own", [send, secret, "to at via", "@url @mail"], {
    within: 8,
    unless: "example eg docs see documentation",
  }),
  rule(
    "exfiltration",
    3,
    "hands data to a place of its own",
    [
      send,
      "all every any users user conversation full entire",
      "data messages information input inputs output history emails files content contents results",
      "external remote third attacker attackers our my server @url @mail",
    ],
    { within: 7, unless: "example eg docs see documentation not never" },
  ),
  rule(
    "exfiltration",
    3,
    "copies what it is used for elsewhere",
    [
      "also additionally simultaneously automatically always",
      "send+ forward+ bcc copy upload+ post+ cc transmit+",
      "copy data contents result results messages message email emails information conversation @url @mail",
    ],
    { within: 8, unless: "you can may option optionally" },
  ),
  rule(
    "parameters",
    3,
    "asks for what the model was told",
    [
      "full entire complete whole all your current",
      "conversation chat system previous",
      "history prompt transcript context messages instructions",
    ],
    {
      within: 3,
      unless:
        "get gets list+ return+ retrieve+ fetch+ search+ summary summarize+ delete+ channel channel's thread store+ manage+ clear+ reset+ understanding",
    },
  ),
  rule(
    "parameters",
    3,
    "asks for a secret of the model's side",
    [
      read,
      "your users user",
      "password passwords ssh private environment env credential credentials system mcp",
      "password key keys variables variable credentials prompt here configuration config contents file",
    ],
    { within: 4, unless: defends },
  ),
  rule(
    "exfiltration",
    3,
    "hands data to a place of its own",
    [
      hand,
      "keys key credentials passwords tokens secrets conversation history",
      "to at via",
      "our my external remote attacker",
      "server servers endpoint service",
    ],
    { within: 8, unless: defends },
  ),
  rule(
    "exfiltration",
    3,
    "makes public what is private",
    [hand, "private confidential internal", "public fork external outside"],
    { within: 7, unless: "or visibility whether if" },
  ),
  rule(
    "exfiltration",
    3,
    "passes codes on",
    ["verification otp 2fa login onetime", "code codes", "forwarded forward sent copied", "to"],
    { within: 8, unless: person },
  ),
  rule(
    "exfiltration",
    2,
    "brings an address into the answer",
    ["insert include append inject", "link url image", "@url"],
    { within: 4, unless: "example eg" },
  ),
  rule(
    "exfiltration",
    2,
    "keeps what the user says",
    [
      "store save record log collect capture remember",
      "everything all",
      person,
      "says types enters said writes input",
    ],
    { within: 4 },
  ),
  rule("exfiltration", 1, "keeps secrets", ["including", "passwords credentials secrets"], {
    within: 2,
  }),
  rule(
    "exfiltration",
    3,
    "draws all to itself",
    [
      "all every any outgoing",
      "email emails messages payments files mail",
      duty,
      "sent go routed passed processed",
      "through via using with",
      "this",
    ],
    { within: 5 },
  ),
  rule(
    "parameters",
    3,
    "asks for what the model was told",
    [
      give,
      "last previous recent entire whole full complete",
      "messages conversation turns prompts history chat",
    ],
    {
      within: 4,
      unless: "get list retrieve fetch return search channel thread read number limit count page",
    },
  ),
  rule(
    "parameters",
    3,
    "asks for what the model was told",
    [
      "encode+ attach+ append+ embed+ transmit+",
      "the entire whole full",
      "conversation chat dialogue transcript",
      "in to into as and",
    ],
    { within: 3 },
  ),
  rule(
    "parameters",
    3,
    "asks for what the model was told",
    [person, "message messages prompt words input", "and with", "your", "answer response reply reasoning"],
    { within: 2 },
  ),
  rule(
    "parameters",
    2,
    "has contents put into a parameter",
    [give, "content contents", "of", "as in into", parameter],
    { within: 4, unless: "optional optionally base64" },
  ),
  rule(
    "parameters",
    2,
    "asks for the user's credentials",
    ["with including and", person, "credentials password passwords"],
    { within: 2, unless: defends },
  ),
];
