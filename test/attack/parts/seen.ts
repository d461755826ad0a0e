/** Records that grow while a test runs: what plugins saw, what servers ran. One JSON value a line. */
import { readFileSync } from "node:fs";

/** A payload that the plugin of the suite was handed, and its verdict. */
export type Seen = {
  readonly hook: string;
  readonly name: string;
  readonly payload: unknown;
  readonly denied: boolean;
};

/** What a server did: a tool it ran, with the text that it was given; or another name for what else it took. */
export type Ran = { readonly tool: string; readonly text: string };

/** Reads what came since the last call. */
export function recordReader<T>(path: string): () => T[] {
  let read = 0;
  return () => {
    const whole = readFileSync(path);
    const end = whole.lastIndexOf("\n") + 1;
    const lines = whole.subarray(read, end).toString().split("\n");
    read = Math.max(read, end);
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as T);
  };
}
