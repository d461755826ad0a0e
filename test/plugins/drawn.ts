/** The same letters at each run, none of them a row or a word. */
export function drawn(alphabet: string, count: number, seed = 7): string {
  let text = "";
  let state = seed * 2654435761;
  for (let index = 0; index < count; index++) {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + index * 374761393) >>> 0;
    text += alphabet[(state >>> 7) % alphabet.length];
  }
  return text;
}

export const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
export const hex = "0123456789abcdef";
