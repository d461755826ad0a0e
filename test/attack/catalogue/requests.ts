import type { RequestCase } from "./case.ts";
import { byteCases } from "./request-bytes.ts";
import { envelopeCases } from "./request-envelope.ts";
import { httpCases } from "./request-http.ts";
import { keyCases } from "./request-keys.ts";

/** Every request of the catalogue, under a name of its own. */
export const requestCases: readonly RequestCase[] = [
  ...keyCases,
  ...byteCases,
  ...envelopeCases,
  ...httpCases,
];
