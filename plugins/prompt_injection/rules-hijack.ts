import { near, type Rule, rule } from "./rule.ts";

/** An order to say something; where there is a choice, it is a question. */
const noChoice = { ordered: true, unless: [near("choice", 0, 90)] };

/** What is to be said instead, under what pressure, and how the answer is to look. */
export const hijackRules: readonly Rule[] = [
  rule("hijack", [2, 3], "new", [near("orders", 0, 14)]),
  rule("hijack", [4, 5], "new", [near("orders rules_word", 0, 14), near("colon", 0, 24)], { ordered: true }),
  rule("hijack", [3, 4], "new_task_x"),
  rule("hijack", [4, 5], "sole_job"),
  rule("hijack", [3, 5], "just", [near("talk", 0, 12), near("quote", 0, 22)], noChoice),
  rule("hijack", [4, 5], "talk", [near("just", 0, 8), near("quote", 0, 22)], noChoice),
  rule("hijack", [5, 5], "talk", [near("every_question", 0, 30), near("quote", 0, 60)], {
    unless: [near("choice", 0, 90)],
  }),
  rule("hijack", [2, 3], "just", [near("emit", 0, 12), near("quote", 0, 12)], { ordered: true }),
  rule("hijack", [3, 5], "just", [near("put_out", 0, 12), near("quote", 0, 6)], {
    ordered: true,
    unless: [near("code", 40, 40), near("choice", 0, 90)],
  }),
  rule("hijack", [4, 5], "emit", [near("quote just", 0, 20), near("nothing_else", 0, 120)], {
    ordered: true,
    loose: true,
  }),
  rule("hijack", [2, 3], "say_only", [near("quote", 0, 3)], { atStart: true }),
  rule("hijack", [2, 4], "say_that", [], { atStart: true, unless: [near("choice", 0, 60)] }),
  rule("hijack", [3, 5], "stop_word", [near("dash", 0, 3), near("emit talk new override show", 0, 12)], {
    atStart: true,
    loose: true,
    unless: [near("hyphen", 1, 0)],
  }),
  rule("hijack", [2, 3], "say_x"),
  rule("hijack", [4, 5], "proceed", [near("praise", 70, 0)], { loose: true }),
  rule("hijack", [4, 5], "in_every", [near("stating", 0, 60)], { unless: [near("please", 40, 0)] }),
  rule("hijack", [2, 4], "when_you", [near("stating", 0, 60)]),
  rule("hijack", [4, 5], "review_bias", [near("ai_name", 160, 60)], { loose: true }),
  rule("hijack", [1, 3], "review_bias"),
  rule("hijack", [2, 3], "state_following", [], { ordered: true }),
  rule("pressure", [3, 5], "threat", [near("if_not", 90, 60)], { loose: true }),
  rule("pressure", [2, 3], "threat"),
  rule("pressure", [2, 2], "reward"),
  rule("pressure", [3, 4], "authority"),
  rule("pressure", [3, 4], "authority_x"),
  rule(
    "pressure",
    [5, 5],
    "authority_x",
    [near("password_x personal_x show_x instructions_x command_x override_x", 160, 200)],
    {
      loose: true,
    },
  ),
  rule(
    "pressure",
    [5, 5],
    "authority",
    [near("secret the_secret user_data your_prompt safety mode demand", 0, 200)],
    {
      loose: true,
    },
  ),
  rule("payload_splitting", [5, 5], "part_one", [near("part_two", 0, 200), near("quote", 0, 4)], {
    loose: true,
  }),
  rule("payload_splitting", [5, 5], "concatenate", [near("execute", 150, 150)], { loose: true }),
  rule("output_control", [0, 5], "shape", [near("your_answer", 0, 140)], {
    atStart: true,
    unless: [near("please", 12, 0)],
  }),
  rule("output_control", [0, 4], "form", [near("your_answer", 0, 60)], { atStart: true }),
  rule("output_control", [0, 5], "form", [near("your_answer", 0, 60), near("leak_form disguise", 0, 90)], {
    atStart: true,
  }),
  rule("output_control", [0, 5], "form", [near("in_answer", 0, 60)], {
    atStart: true,
    unless: [near("deadline", 0, 90)],
  }),
  rule("output_control", [0, 5], "in_answer", [near("shape suggest", 90, 40)], {
    unless: [near("please deadline firmly_not", 100, 40)],
  }),
  rule("output_control", [2, 5], "snippet", [near("your_code your_answer", 110, 110)]),
  rule("output_control", [0, 5], "snippet", [near("insert_code", 70, 30), near("merge_code", 70, 30)]),
];
