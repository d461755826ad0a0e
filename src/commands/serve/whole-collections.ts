import { setFlagsFromString } from "node:v8";

/**
 * Full garbage collections stop the program for some 10 ms each, instead of marking in steps beside it. Large bodies are
 * memory outside of V8's heap, which it counts against a limit made for the little that is inside: with steps a full
 * collection ran every 20 exchanges of 256 KB, and the loop was busy with looking whether another thread had marked
 * on. 2.2 ms an exchange became 0.7, and p99 at a rate 16 ms 2 (`make bench ARGS='--only json-256k,static --plugins 0'`).
 */
export function collectWhole(): void {
  setFlagsFromString("--no-incremental-marking");
}
