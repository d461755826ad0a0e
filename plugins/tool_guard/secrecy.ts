import { defends, type Finding, rule } from "./finding.ts";
import type { Phrase } from "./phrases.ts";
import { not, person, secretly, tell, user } from "./vocabulary.ts";

/** What is to be kept from the user, and decisions that are taken from them. */
export const secrecy: readonly Phrase<Finding>[] = [
  rule("concealment", 3, "is to be kept from the user", [not, tell, user], { within: 4 }),
  rule(
    "concealment",
    3,
    "is to be kept from the user",
    [
      "without",
      "users user the their any explicit",
      "knowledge consent awareness noticing permission knowing approval realizing confirmation",
    ],
    { within: 3, unless: defends },
  ),
  rule(
    "concealment",
    3,
    "is to be kept from the user",
    ["keep+ stay remain", "secret hidden confidential undisclosed", "from to", user],
    { within: 4 },
  ),
  rule(
    "concealment",
    3,
    "is to be kept from the user",
    [
      "user users human",
      "not never unaware wont doesnt mustnt cant shouldnt",
      "see know notice told informed aware realize suspect visible shown",
    ],
    { within: 4 },
  ),
  rule(
    "concealment",
    3,
    "is to be kept out of the answer",
    [
      "not dont never",
      "mention+ reveal+ disclose+ include",
      "this that it these",
      "response answer output reply instruction instructions step",
    ],
    { within: 6 },
  ),
  rule(
    "concealment",
    3,
    "acts in secret",
    [
      secretly,
      "send+ forward+ copy copies upload+ collect+ record+ capture+ log+ logs logging add+ append+ transmit+ include+ redirect+ exfiltrate+ monitor+ read modify+ install+ execute+ run+",
    ],
    { within: 3 },
  ),
  rule(
    "concealment",
    3,
    "acts in secret",
    [
      "send+ forward+ copy upload+ collect+ record+ capture+ log+ transmit+ redirect+ monitor+ modify+ run+",
      "secretly covertly surreptitiously stealthily invisibly",
    ],
    { within: 6 },
  ),
  rule(
    "concealment",
    3,
    "keeps the user from deciding",
    [
      "not dont never",
      "ask prompt bother wait request",
      person,
      "confirmation permission approval consent detail details about",
    ],
    { within: 4, unless: "if unless already" },
  ),
  rule(
    "concealment",
    3,
    "keeps the user from deciding",
    [
      "bypass+ circumvent+ suppress evade",
      "permission consent safety approval",
      "prompts prompt dialog dialogs checks requests confirmations",
    ],
    { within: 2, unless: defends },
  ),
  rule(
    "concealment",
    2,
    "approves in the user's stead",
    ["skip bypass suppress", "safety all any user", "confirmations confirmation approvals approval prompts"],
    { within: 2 },
  ),
  rule(
    "concealment",
    2,
    "approves in the user's stead",
    ["approve accept confirm approved", "automatically silently"],
    { within: 2 },
  ),
  rule("concealment", 1, "claims a consent", ["already", "agreed consented approved authorized confirmed"], {
    within: 1,
  }),
  rule(
    "concealment",
    3,
    "is to be kept out of the answer",
    [
      "not dont never",
      "show report mention display",
      "it this that them",
      "summary user users output diff response answer",
    ],
    { within: 4 },
  ),
  rule(
    "concealment",
    2,
    "has errors kept secret",
    ["not dont never", "report mention show tell", "error errors failure failures"],
    { within: 3, unless: "if unless" },
  ),
  rule(
    "concealment",
    3,
    "acts in secret",
    [
      "secretly silently covertly stealthily quietly surreptitiously",
      "grant+ give+ elevate+ change+ create+ delete+ transfer+ alter+ insert+ replace+ modify+",
    ],
    { within: 3, unless: "if succeed succeeds already exists" },
  ),
  rule(
    "concealment",
    2,
    "has the user told what is not so",
    [
      "tell inform",
      person,
      "that",
      "payment transaction transfer operation everything",
      "went was is succeeded original normal successful",
    ],
    { within: 5 },
  ),
];
