import type { RequestCase } from "./case.ts";
import { byteCases } from "./request-bytes.ts";
import { envelopeCases } from "./request-envelope.ts";
import { httpCases } from "./request-http.ts";
import { http1Cases } from "./request-http1.ts";
import { http2Cases } from "./request-http2.ts";
import { keyCases } from "./request-keys.ts";
import { messageCases } from "./request-messages.ts";

/** Every request of the catalogue, under a name of its own. */
export const requestCases: readonly RequestCase[] = [
  ...keyCases,
  ...byteCases,
  ...envelopeCases,
  ...messageCases,
  ...httpCases,
  ...http1Cases,
  ...http2Cases,
];
