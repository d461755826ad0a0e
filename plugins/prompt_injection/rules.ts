/** What a violation names as a reason. */
export const categories = [
  "override",
  "persona",
  "limits_lifted",
  "extraction",
  "forged_structure",
  "concealment",
  "tool_steering",
  "hijack",
  "pressure",
  "virtualization",
  "payload_splitting",
  "output_control",
  "obfuscation",
] as const;
export type Category = (typeof categories)[number];

/** Words that must stand near the anchor, in its sentence: up to `before` code units before it, or `after` behind it. */
export interface Near {
  readonly concepts: readonly string[];
  readonly before: number;
  readonly after: number;
}

/**
 * A feature of injections.
 * @property asked    its score in what a client sends
 * @property answered its score in what a server answers: nobody has to give the model orders there
 * @property anchor   the concept that it is looked for by
 * @property atStart  the anchor begins a sentence, as an imperative does
 * @property needs    all of them must be there
 * @property unless   none of them may be there
 * @property loose    the needs may lie in other sentences
 */
export interface Rule {
  readonly category: Category;
  readonly asked: number;
  readonly answered: number;
  readonly anchor: string;
  readonly atStart?: boolean;
  readonly needs: readonly Near[];
  readonly unless: readonly Near[];
  readonly loose?: boolean;
}

type Extra = Partial<Pick<Rule, "atStart" | "unless" | "loose">>;

const near = (concepts: string, before: number, after: number): Near => ({
  concepts: concepts.split(" "),
  before,
  after,
});
const rule = (
  category: Category,
  [asked, answered]: [number, number],
  anchor: string,
  needs: Near[] = [],
  extra: Extra = {},
): Rule => ({
  category,
  asked,
  answered,
  anchor,
  needs,
  unless: [],
  ...extra,
});
/** Not told to the reader: somebody else does it, or it is denied. */
const told = { unless: [near("negation bystander", 12, 0)] };

export const rules: readonly Rule[] = [
  rule("override", [5, 5], "override", [near("instructions", 0, 60), near("previous your all", 0, 85)], told),
  rule("override", [3, 4], "override", [near("instructions", 0, 35)], told),
  rule("override", [4, 4], "override", [near("material", 0, 40), near("previous all your", 0, 60)], told),
  rule("override", [5, 5], "override", [near("everything", 0, 20), near("previous", 0, 45)], told),
  rule("override", [3, 4], "override", [near("everything", 0, 22)], told),
  rule("override", [5, 5], "override", [near("everything", 0, 22), near("say just", 0, 40)], told),
  rule("override", [4, 5], "override", [near("and_say", 0, 45)], told),
  rule("override", [4, 5], "override", [near("your", 0, 12), near("instructions", 0, 32)], {
    unless: [near("firmly_not", 10, 0)],
  }),
  rule("override", [4, 5], "not_answer"),
  rule("override", [5, 5], "override", [near("above", 0, 14), near("say show just", 0, 50)], told),
  rule("override", [5, 5], "erase", [near("your", 0, 14), near("instructions", 0, 40)], told),
  rule("override", [4, 5], "passive", [
    near("instructions material", 80, 0),
    near("previous all your", 100, 0),
  ]),
  rule("override", [5, 5], "despite", [
    near("instructions material told", 0, 50),
    near("previous your told", 0, 50),
  ]),
  rule("override", [5, 5], "override_x", [
    near("instructions_x instructions", 40, 50),
    near("previous_x all_x previous all your", 60, 70),
  ]),
  rule("override", [4, 4], "override_x", [near("instructions_x instructions", 30, 30)]),
  rule("override", [4, 5], "override_x", [near("all_x", 15, 15), near("previous_x", 30, 30)]),
  rule("override", [4, 4], "override_x", [near("material_x", 40, 40), near("previous_x all_x", 50, 50)]),

  rule("override", [5, 5], "override_x", [near("previous_x", 25, 25), near("command_x", 0, 70)]),
  rule("override", [3, 5], "override_x", [near("command_x", 0, 50)], { atStart: true }),
  rule("persona", [2, 3], "become"),
  rule("persona", [1, 1], "persona"),
  rule("persona", [4, 4], "become", [near("persona", 2, 60)]),
  rule("persona", [3, 5], "role_order"),
  rule("persona", [2, 4], "role_play", [], { atStart: true }),
  rule("persona", [3, 5], "persona_x"),
  rule("limits_lifted", [3, 3], "limitless"),
  rule("limits_lifted", [3, 3], "compliant"),
  rule("limits_lifted", [5, 5], "compliant", [near("limitless", 300, 300)], { loose: true }),
  rule("limits_lifted", [2, 2], "jailbreak"),
  rule("limits_lifted", [4, 4], "jailbreak", [near("enable become you persona", 30, 30)]),
  rule("virtualization", [2, 2], "fiction", [near("limitless compliant harmful user_data", 200, 200)], {
    loose: true,
  }),

  rule("extraction", [5, 5], "show", [near("your_prompt", 0, 40)], told),
  rule("extraction", [3, 4], "show", [near("your_rules", 0, 30)], told),
  rule("extraction", [3, 4], "show", [near("text_above", 0, 40)], told),
  rule("extraction", [5, 5], "show", [near("text_above", 0, 40), near("exact", 0, 90)], told),
  rule("extraction", [4, 5], "show", [near("your", 0, 25), near("secret", 0, 35)], told),
  rule("extraction", [4, 5], "demand", [near("the_secret", 0, 30)], told),
  rule("extraction", [3, 5], "demand", [near("user_data", 0, 40)], told),
  rule("extraction", [3, 5], "tell_me", [near("the_user", 0, 18)], told),
  rule("extraction", [5, 5], "show_x", [near("prompt_x your_prompt", 40, 40)]),
  rule("extraction", [4, 5], "secret", [near("your_x", 15, 15), near("request_x", 50, 30)], {
    unless: [near("negation_x", 60, 25)],
  }),
  rule("extraction", [4, 5], "password_x", [near("your_x", 15, 15), near("request_x", 50, 30)], {
    unless: [near("negation_x", 60, 25)],
  }),
  rule("extraction", [4, 5], "password_x", [near("show_x show demand", 30, 30)], {
    unless: [near("negation_x", 60, 25)],
  }),

  rule("forged_structure", [5, 5], "chat_token"),
  rule("forged_structure", [3, 3], "chat_role"),
  rule("forged_structure", [3, 4], "finishes"),

  rule("concealment", [3, 4], "dont", [near("inform", 0, 14), near("person", 0, 32)]),
  rule("concealment", [2, 2], "silently"),
  rule("tool_steering", [2, 3], "act", [near("tool", 0, 30), near("urge", 60, 60)], told),
  rule("tool_steering", [3, 4], "send", [near("confidential", 0, 50), near("destination", 0, 120)], told),

  rule("hijack", [2, 3], "new", [near("orders", 0, 14)]),
  rule("hijack", [4, 4], "new", [near("orders", 0, 14), near("now", 4, 25)]),
  rule("hijack", [3, 4], "new_task_x"),
  rule("hijack", [3, 5], "just", [near("say", 0, 12), near("quote", 0, 22)]),
  rule("hijack", [1, 2], "say_only", [near("quote", 0, 3)]),
  rule("hijack", [2, 3], "say_x"),
  rule("hijack", [4, 5], "proceed", [near("praise", 70, 0)], { loose: true }),
  rule("pressure", [2, 3], "threat"),
  rule("pressure", [2, 2], "reward"),
  rule("pressure", [3, 4], "authority"),
  rule("pressure", [5, 5], "authority", [near("secret the_secret user_data your_prompt", 0, 200)], {
    loose: true,
  }),

  rule("payload_splitting", [4, 5], "concatenate", [near("execute", 150, 150)], { loose: true }),

  rule("output_control", [0, 5], "shape", [near("your_answer", 0, 140)], {
    atStart: true,
    unless: [near("please", 12, 0)],
  }),
  rule("output_control", [0, 4], "form", [near("your_answer", 0, 60)], { atStart: true }),
  rule("output_control", [0, 5], "form", [near("in_answer", 0, 60)], {
    atStart: true,
    unless: [near("deadline", 0, 90)],
  }),
  rule("output_control", [0, 5], "in_answer", [near("shape suggest", 90, 40)], {
    unless: [near("please deadline", 100, 40)],
  }),
  rule("output_control", [2, 5], "snippet", [near("your_code your_answer", 110, 110)]),
];
