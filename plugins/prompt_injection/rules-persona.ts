import { near, type Rule, rule } from "./rule.ts";

/** Somebody else, without limits, or in a story. */
export const personaRules: readonly Rule[] = [
  rule("persona", [2, 3], "become", [], { unless: [near("mode", 0, 24)] }),
  rule("persona", [1, 1], "persona", [], { ordered: true }),
  rule("persona", [4, 4], "become", [near("persona", 2, 60)]),
  rule("persona", [3, 5], "role_order"),
  rule("persona", [2, 4], "role_play", [], { atStart: true, unless: [near("mode", 0, 24)] }),
  rule("persona", [3, 5], "role_play", [near("ai_name lawless uncritical limitless", 0, 120)], {
    loose: true,
  }),
  rule("persona", [3, 5], "role_play", [near("machine", 0, 30)], { atStart: true }),
  rule("persona", [3, 5], "persona_x"),
  rule("limits_lifted", [3, 3], "limitless"),
  rule("limits_lifted", [3, 3], "compliant"),
  rule("limits_lifted", [5, 5], "compliant", [near("limitless lawless", 300, 300)], { loose: true }),
  rule("limits_lifted", [3, 4], "lawless", [
    near("become persona role_play role_order ai_name jailbreak", 80, 60),
  ]),
  rule("limits_lifted", [5, 5], "lawless", [near("if_had", 60, 0), near("you talk", 90, 0)]),
  rule("limits_lifted", [5, 5], "lawless", [near("you_are", 12, 0), near("your_maker ai_name", 0, 40)]),
  rule("limits_lifted", [3, 4], "lawless", [near("uncritical", 200, 200)], { loose: true }),
  rule(
    "limits_lifted",
    [2, 3],
    "uncritical",
    [near("talk persona role_play lawless harmful_topic", 160, 160)],
    {
      loose: true,
    },
  ),
  rule("limits_lifted", [5, 5], "safety", [near("switch_off", 34, 24), near("your the_ai all", 30, 12)]),
  rule("limits_lifted", [2, 2], "jailbreak", [], { unless: [near("defence", 30, 30)] }),
  rule("limits_lifted", [5, 5], "jailbreak", [near("enable entering become persona", 30, 30)], {
    unless: [near("defence", 30, 30)],
  }),
  rule("limits_lifted", [3, 4], "mode", [near("entering you_are", 24, 0)], { loose: true }),
  rule(
    "limits_lifted",
    [5, 5],
    "mode",
    [
      near("entering you_are", 24, 0),
      near("lawless safety show secret your_prompt user_data limitless", 0, 160),
    ],
    { loose: true },
  ),
  rule("virtualization", [2, 2], "fiction", [near("limitless compliant lawless harmful", 200, 200)], {
    loose: true,
  }),
  rule("virtualization", [5, 5], "fiction", [near("harmful_topic", 40, 220), near("how_to", 120, 300)], {
    loose: true,
  }),
  rule(
    "virtualization",
    [5, 5],
    "fiction",
    [near("person_attr the_secret your_prompt", 40, 220), near("demand ask_me", 160, 220)],
    {
      loose: true,
    },
  ),
  rule("virtualization", [5, 5], "role_play", [near("harmful_topic", 160, 160)], { loose: true }),
  rule("virtualization", [5, 5], "uncritical", [near("harmful_topic", 120, 60)], { loose: true }),
  rule("virtualization", [5, 5], "fiction_x", [near("personal_x password_x", 0, 250)], { loose: true }),
];
