/** Every form of denial that the adapter has. */
import { answerForms, brokenForms } from "./answer-forms.ts";
import { exchangeForms } from "./exchange-forms.ts";
import type { Form } from "./form.ts";
import { requestForms } from "./request-forms.ts";

export const forms: readonly Form[] = [...requestForms, ...answerForms, ...exchangeForms, ...brokenForms];
