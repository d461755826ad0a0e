/** One line of a file, or that it was too long to be held. */
export type Line =
  | { readonly number: number; readonly ok: true; readonly text: string }
  | { readonly number: number; readonly ok: false };

const lineFeed = 10;

/** Splits bytes into lines, one at a time, without ever holding more than `longest` bytes of one. Empty ones are left out. */
export async function* readLines(input: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<Line> {
  let held: Uint8Array[] = [];
  let size = 0;
  let number = 1;
  const line = (): Line | undefined => {
    const text = size > longest ? undefined : Buffer.concat(held, size).toString().trim();
    if (text === "") return undefined;
    return text === undefined ? { number, ok: false } : { number, ok: true, text };
  };
  const take = (piece: Uint8Array): void => {
    size += piece.length;
    if (size > longest) held = [];
    else held.push(piece);
  };
  for await (const chunk of input) {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      take(chunk.subarray(from, end));
      const whole = line();
      if (whole) yield whole;
      held = [];
      size = 0;
      number++;
      from = end + 1;
    }
    take(chunk.subarray(from));
  }
  const last = line();
  if (last) yield last;
}
