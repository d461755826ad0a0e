import { near, orderedTold, type Rule, rule, told, unmade } from "./rule.ts";

/** What was said before is to be dropped. */
export const overrideRules: readonly Rule[] = [
  rule("override", [5, 5], "override", [near("instructions", 0, 60), near("prior your", 0, 85)], told),
  rule(
    "override",
    [5, 5],
    "override",
    [near("instructions", 0, 45), near("previous all", 0, 75)],
    orderedTold,
  ),
  rule("override", [3, 4], "override", [near("instructions", 0, 35)], orderedTold),
  rule("override", [3, 4], "forget", [near("instructions rules material", 0, 40)], unmade),
  rule(
    "override",
    [5, 5],
    "forget",
    [near("instructions material everything", 0, 40), near("previous all you", 0, 60)],
    unmade,
  ),
  rule("override", [5, 5], "override", [near("rules", 0, 50), near("prior your", 0, 70)], orderedTold),
  rule("override", [4, 4], "override", [near("material", 0, 40), near("prior all your", 0, 60)], orderedTold),
  rule("override", [5, 5], "override", [near("everything", 0, 20), near("prior your", 0, 45)], told),
  rule("override", [5, 5], "override", [near("everything", 0, 14)], {
    ordered: true,
    unless: [...told.unless, near("call", 0, 1)],
  }),
  rule("override", [5, 5], "override", [near("everything", 0, 22), near("talk just become", 0, 40)], told),
  rule("override", [5, 5], "override", [near("and_say", 0, 60)], orderedTold),
  rule("override", [5, 5], "override", [near("your", 0, 12), near("instructions rules", 0, 32)], {
    unless: [near("firmly_not", 10, 0)],
  }),
  rule("override", [5, 5], "not_answer", [near("just talk emit show", 0, 80)], { loose: true }),
  rule("override", [2, 3], "not_answer"),
  rule("override", [5, 5], "override", [near("above", 0, 14), near("talk show just", 0, 60)], orderedTold),
  rule("override", [3, 4], "override", [near("above", 0, 14)], { ...told, atStart: true }),
  rule("override", [5, 5], "own_knowledge"),
  rule("override", [5, 5], "erase", [near("your", 0, 14), near("instructions rules", 0, 40)], orderedTold),
  rule("override", [5, 5], "passive", [
    near("instructions", 60, 0),
    near("prior your", 80, 0),
    near("all your", 90, 0),
  ]),
  rule("override", [5, 5], "passive", [near("rules", 50, 0), near("your", 60, 0)]),
  rule("override", [5, 5], "passive", [near("material everything", 60, 0), near("prior", 80, 0)]),
  rule("override", [5, 5], "irrelevant", [near("all_x all", 90, 0), near("previous_x prior", 80, 0)]),
  rule("override", [5, 5], "despite", [near("instructions told", 0, 40), near("prior your told", 0, 50)]),
  rule("override", [5, 5], "override_x", [
    near("instructions_x instructions", 40, 50),
    near("previous_x all_x previous all your", 60, 70),
  ]),
  rule("override", [4, 4], "override_x", [near("instructions_x instructions", 30, 30)]),
  rule("override", [5, 5], "override_x", [
    near("instructions_x instructions", 30, 30),
    near("command_x say_x", 0, 80),
  ]),
  rule("override", [5, 5], "override_x", [near("all_x", 15, 15), near("previous_x", 30, 30)]),
  rule("override", [4, 4], "override_x", [near("material_x", 40, 40), near("previous_x all_x", 50, 50)]),
  rule("override", [5, 5], "override_x", [near("previous_x", 25, 25), near("command_x", 0, 70)]),
  rule("override", [5, 5], "override_x", [near("command_x", 0, 50)]),
  rule("override", [5, 5], "ignore_x", [near("command_x", 0, 50)]),
  rule("override", [5, 5], "despite_x", [
    near("instructions_x material_x", 30, 50),
    near("previous_x all_x", 40, 60),
  ]),
  rule("override", [5, 5], "ignore_x", [near("instructions_x", 0, 50), near("previous_x all_x", 0, 60)]),
];
