import type { Case } from "./case.ts";
import { answerCases } from "./cases/answers.ts";
import { conditionCases } from "./cases/conditions.ts";
import { editCases } from "./cases/edits.ts";
import { errorCases } from "./cases/errors.ts";
import { httpCases } from "./cases/http.ts";
import { modeCases } from "./cases/modes.ts";

/** The whole table. */
export const table: readonly Case[] = [
  ...modeCases,
  ...errorCases,
  ...editCases,
  ...answerCases,
  ...conditionCases,
  ...httpCases,
];
