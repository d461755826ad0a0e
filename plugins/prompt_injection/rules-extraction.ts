import { near, notReset, notX, orderedTold, type Rule, rule, told } from "./rule.ts";

/** What the model knows is to come out; and somebody else seems to speak. */
export const extractionRules: readonly Rule[] = [
  rule("extraction", [5, 5], "show", [near("your_prompt", 0, 40)], orderedTold),
  rule("extraction", [5, 5], "show", [near("your_prompt", 0, 40)], {
    unless: [near("negation bystander tool_words", 24, 0)],
  }),
  rule("extraction", [5, 5], "show", [near("your_rules", 0, 30)], orderedTold),
  rule("extraction", [5, 5], "recite", [near("text_above", 0, 40)], orderedTold),
  rule("extraction", [2, 3], "show", [near("text_above", 0, 40)], orderedTold),
  rule("extraction", [5, 5], "show", [near("text_above", 0, 40), near("exact", 0, 90)], orderedTold),
  rule("extraction", [5, 5], "text_above", [near("exact show", 0, 70), near("was_told", 50, 0)], {
    loose: true,
  }),
  rule("extraction", [5, 5], "was_told"),
  rule("extraction", [5, 5], "demand", [near("your", 0, 25), near("secret", 0, 35)], orderedTold),
  rule("extraction", [5, 5], "demand", [near("the_secret", 0, 30)], orderedTold),
  rule("extraction", [5, 5], "demand", [near("user_data", 0, 40)], {
    unless: [...told.unless, near("in_schema", 0, 80)],
  }),
  rule("extraction", [5, 5], "tell_me", [near("the_user", 0, 18)], told),
  rule("extraction", [2, 3], "person_attr", [near("ask_me demand where", 80, 40)]),
  rule("extraction", [5, 5], "leak_form", [near("the_secret user_data", 80, 80), near("ask_me", 120, 90)]),
  rule("extraction", [5, 5], "verse", [near("the_secret user_data", 60, 80)], {
    unless: [near("negation", 30, 0)],
  }),
  rule("extraction", [5, 5], "show_x", [near("prompt_x your_prompt", 40, 40)]),
  rule("extraction", [5, 5], "secret", [near("your_x", 15, 15), near("request_x", 50, 30)], notX),
  rule("extraction", [5, 5], "password_x", [near("your_x", 15, 15), near("request_x", 50, 30)], notReset),
  rule("extraction", [5, 5], "password_x", [near("request_me_x what_x ask_me demand", 40, 40)], notReset),
  rule("extraction", [5, 5], "password_x", [near("show_x", 30, 30), near("your_x", 20, 20)], notReset),
  rule(
    "extraction",
    [5, 5],
    "password_x",
    [near("form_x", 70, 70), near("write_x request_me_x what_x", 70, 70)],
    notReset,
  ),
  rule(
    "extraction",
    [5, 5],
    "secret",
    [near("form_x", 60, 60), near("write_x request_me_x", 60, 60)],
    notReset,
  ),
  rule("extraction", [5, 5], "password_x", [near("can_you_x", 70, 70), near("asks", 0, 120)], notReset),
  rule(
    "extraction",
    [5, 5],
    "password_x",
    [near("money", 70, 70), near("your_x can_you_x request_x", 40, 40)],
    notReset,
  ),
  rule("extraction", [5, 5], "decode", [near("cipher", 0, 40), near("do_decoded", 0, 100)], orderedTold),
  rule(
    "extraction",
    [5, 5],
    "decode_x",
    [near("cipher_x", 60, 60), near("can_you_x request_me_x command_x", 90, 160)],
    { ...notX, loose: true },
  ),
  rule(
    "extraction",
    [5, 5],
    "user_x",
    [near("personal_x", 40, 40), near("can_you_x", 90, 90), near("asks", 0, 120)],
    notReset,
  ),
  rule("extraction", [5, 5], "user_x", [
    near("personal_x", 60, 60),
    near("request_me_x form_x where_x", 90, 90),
  ]),
  rule("forged_structure", [5, 5], "chat_token"),
  rule("forged_structure", [3, 3], "chat_role"),
  rule("forged_structure", [3, 4], "finishes"),
  rule("forged_structure", [5, 5], "end_mark", [near("resume", 0, 60)], { loose: true, atStart: true }),
  rule("forged_structure", [5, 5], "turn", [near("other_turn", 0, 200), near("now", 0, 200)], {
    loose: true,
  }),
];
