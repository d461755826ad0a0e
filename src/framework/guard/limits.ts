import { z } from "zod";

/** Options of how much of a message a guard reads; beyond them it denies. Spread into a plugin's own options. */
export const guardLimitOptions = {
  max_text_bytes: z
    .int()
    .positive()
    .default(1_048_576)
    .describe("Longest single text that is read, in bytes of UTF-8; a message with a longer one is denied"),
  max_nested_depth: z
    .int()
    .positive()
    .default(128)
    .describe("Deepest nesting that is read; a deeper message is denied"),
  max_collection_items: z
    .int()
    .positive()
    .default(100_000)
    .describe("Most members of one object or array; a message with more is denied"),
};

/** Values of `guardLimitOptions`. */
export interface GuardLimits {
  readonly max_text_bytes: number;
  readonly max_nested_depth: number;
  readonly max_collection_items: number;
}

export function isTooLong(text: string, maxBytes: number): boolean {
  return text.length > maxBytes || (text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes);
}
