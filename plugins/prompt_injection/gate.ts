import { literalSet } from "plugins-adapter/framework";
import { words } from "./lexicon.ts";

/** Concepts one of which takes part in every rule, and whose words are rare in texts that mean no harm. */
export const gateConcepts: ReadonlySet<string> = new Set([
  ...[
    "override",
    "passive",
    "despite",
    "instructions",
    "not_answer",
    "become",
    "role_order",
    "role_play",
    "persona",
  ],
  ...[
    "limitless",
    "compliant",
    "harmful",
    "jailbreak",
    "your_prompt",
    "your_rules",
    "text_above",
    "secret",
    "the_secret",
  ],
  ...[
    "user_data",
    "the_user",
    "chat_token",
    "chat_role",
    "finishes",
    "person",
    "silently",
    "tool",
    "confidential",
  ],
  ...[
    "orders",
    "just",
    "say_only",
    "proceed",
    "threat",
    "reward",
    "authority",
    "concatenate",
    "your_answer",
    "in_answer",
  ],
  ...["snippet", "override_x", "persona_x", "prompt_x", "password_x", "new_task_x", "say_x"],
]);

const telling = literalSet({
  words: words.filter(({ concept }) => gateConcepts.has(concept)).map(({ text }) => text),
});

/** Whether a text in normal form can score at all. Telling which rules hold takes ten times as long as this. */
export function isTelling(text: string): boolean {
  return telling.has(text);
}
