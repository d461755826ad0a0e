import { z } from "zod";
import { readAddress } from "./address.ts";

/** Field types that several parts of the settings use. */

/** `host:port` or the path of a unix socket. */
export const address = z.string().superRefine((text, context) => {
  const reading = readAddress(text);
  if (!reading.ok) context.addIssue({ code: "custom", message: reading.expected });
});

/** A field name of HTTP (RFC 9110 section 5.1), in lower case as Envoy gives it. */
export const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/, "the name of a header")
  .transform((name) => name.toLowerCase());

/** The path of a request: no query, compared exactly. */
export const path = z
  .string()
  .max(2048)
  .regex(/^\/[^\s?#]*$/, "a path that starts with / and has no query");

/** The name of a file. */
export const file = z.string().min(1, "the name of a file").max(4096);

const kibi = 1024;
const mebi = kibi * kibi;
export const sizes = { kibi, mebi, gibi: kibi * mebi };

/** A size in bytes; 1 GiB at most, so that one message always fits in a Node buffer and a 32-bit length. */
export function bytes(fallback: number) {
  return z.int().min(1).max(sizes.gibi).default(fallback);
}

/** A span of time in milliseconds, an hour at most. */
export function milliseconds(fallback: number) {
  return z.int().min(1).max(3_600_000).default(fallback);
}

/**
 * Parameters of a check that relates several values: it also runs where another value is bad, so that all problems are
 * reported at once. Its function must bear values of other types than the schema's.
 */
export const relation = {
  when: ({ value }: { readonly value: unknown }): boolean => typeof value === "object" && value !== null,
};

/** True when both are numbers and the first is not less than the second. */
export function reaches(a: unknown, b: unknown): boolean {
  return typeof a === "number" && typeof b === "number" && a >= b;
}

export function flag(fallback: boolean) {
  return z.boolean().default(fallback);
}
