import { near, orderedTold, type Rule, rule, told } from "./rule.ts";

/** Whom a text speaks to, what is to be done with tools and data, and that nobody is to know. */
export const actionsRules: readonly Rule[] = [
  rule("concealment", [4, 5], "dont", [near("inform", 0, 14), near("human", 0, 30)], { ordered: true }),
  rule("concealment", [3, 4], "dont", [near("inform", 0, 14), near("person", 0, 32)], { ordered: true }),
  rule("concealment", [2, 3], "dont", [near("inform", 0, 14), near("this_order", 0, 40)], { ordered: true }),
  rule("concealment", [2, 2], "silently"),
  rule("concealment", [3, 5], "hush", [
    near("send private_of act wipe transfer grant consent commit", 90, 60),
  ]),
  rule("concealment", [2, 4], "the_user_subject", [near("consent", 0, 12)]),
  rule("tool_steering", [2, 3], "act", [near("tool", 0, 24), near("urge", 40, 60)], orderedTold),
  rule(
    "tool_steering",
    [3, 4],
    "send",
    [near("confidential", 0, 50), near("destination mail", 0, 120)],
    orderedTold,
  ),
  rule("tool_steering", [2, 3], "send", [near("private_of", 0, 30), near("destination mail", 0, 90)], {
    ...orderedTold,
    loose: true,
  }),
  rule("agent_action", [3, 5], "send", [near("private_own", 0, 60), near("destination mail", 0, 120)], {
    ...orderedTold,
    loose: true,
  }),
  rule("agent_action", [2, 3], "transfer", [near("money", 0, 24), near("recipient", 0, 50)], orderedTold),
  rule("agent_action", [1, 3], "wipe", [near("belongings", 0, 24)], orderedTold),
  rule("agent_action", [1, 3], "grant", [near("privilege", 0, 30)], orderedTold),
  rule("agent_action", [3, 5], "telling_user", [near("audience", 0, 14), near("lure", 0, 90)], {
    unless: [...told.unless, near("commit_id", 0, 80)],
    ordered: true,
  }),
  rule("agent_action", [2, 4], "before_answer", [near("do_first", 0, 30)]),
  rule("agent_action", [3, 5], "before_answer", [
    near("do_first", 0, 30),
    near("destination mail money confidential tool secret user_data", 0, 120),
  ]),
  rule("addressed", [5, 5], "if_you_are", [near("ai_name", 0, 24)], { unless: [near("profession", 0, 45)] }),
  rule("addressed", [3, 4], "addressing", [near("ai_name", 0, 14)], {
    unless: [near("profession", 0, 40)],
    atStart: true,
  }),
  rule("addressed", [5, 5], "addressing", [near("ai_name", 0, 14), near("must_do if_you_are", 0, 90)], {
    unless: [near("profession", 0, 40)],
    atStart: true,
    loose: true,
  }),
  rule("addressed", [3, 5], "ai_name", [near("vocative", 0, 2), near("must_do", 0, 60)], {
    atStart: true,
    unless: [near("turn", 2, 0)],
  }),
  rule("addressed", [5, 5], "reading_this", [near("ai_name ai_singular", 60, 30)], {
    unless: [near("profession", 60, 0)],
  }),
  rule("addressed", [2, 3], "ai_singular", [near("obliged", 0, 60)]),
];
