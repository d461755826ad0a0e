/** Makes a case smaller as long as it still shows what it showed. */
import type { FuzzCase } from "./generate/case.ts";

/** Tries that are made at most; each drives the adapter and asks every reader. */
const mostTries = 600;

/** The case with as few bytes as still satisfy `shows`. Headers and the question stay. */
export async function shrunk(
  one: FuzzCase,
  shows: (smaller: FuzzCase) => Promise<boolean>,
): Promise<FuzzCase> {
  let tries = 0;
  let best = one;
  const attempt = async (bytes: Buffer, pieces: readonly number[]): Promise<boolean> => {
    if (tries++ >= mostTries) return false;
    const smaller = { ...best, bytes, pieces };
    if (!(await shows(smaller))) return false;
    best = smaller;
    return true;
  };
  await attempt(best.bytes, [best.bytes.length]);
  for (let size = best.bytes.length >> 1; size > 0; size >>= 1) {
    for (let at = 0; at < best.bytes.length; ) {
      const { bytes } = best;
      const fewer = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)]);
      if (!(await attempt(fewer, withoutPart(best.pieces, at, Math.min(size, bytes.length - at)))))
        at += size;
    }
  }
  return best;
}

/** Lengths of pieces once `size` bytes at `from` are gone. */
function withoutPart(pieces: readonly number[], from: number, size: number): number[] {
  let start = 0;
  return pieces.map((length) => {
    const end = start + length;
    const gone = Math.max(0, Math.min(end, from + size) - Math.max(start, from));
    start = end;
    return length - gone;
  });
}
