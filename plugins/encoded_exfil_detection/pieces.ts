/** A part of a text, and where it begins. */
export interface Piece {
  readonly piece: string;
  readonly from: number;
}

/** How far back a cut looks for a place between words. */
const slack = 500;

/** A text in parts of at most `most` characters, cut at white space where there is any near: together they are the text. */
export function piecesOf(text: string, most: number): Piece[] {
  const pieces: Piece[] = [];
  for (let from = 0; from < text.length || from === 0; ) {
    const end = from + most >= text.length ? text.length : cutBefore(text, from, from + most);
    pieces.push({ piece: text.slice(from, end), from });
    from = end;
    if (end === 0) break;
  }
  return pieces;
}

function cutBefore(text: string, from: number, at: number): number {
  for (let cut = at; cut > Math.max(from, at - slack); cut--)
    if (/\s/.test(text[cut - 1] as string)) return cut;
  return at;
}
