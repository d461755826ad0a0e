import type { Rule } from "./rule.ts";
import { actionsRules } from "./rules-actions.ts";
import { extractionRules } from "./rules-extraction.ts";
import { hijackRules } from "./rules-hijack.ts";
import { overrideRules } from "./rules-override.ts";
import { personaRules } from "./rules-persona.ts";

/** Every feature of injections that is looked for. */
export const rules: readonly Rule[] = [
  ...overrideRules,
  ...personaRules,
  ...extractionRules,
  ...actionsRules,
  ...hijackRules,
];
