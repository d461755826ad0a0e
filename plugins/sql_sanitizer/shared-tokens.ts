import { type Dialect, type Token, type TokenReader, tokensOf } from "./tokens.ts";

/**
 * The same tokens for several readers, each from the first on: a text is read in more than one way, and taking it apart is
 * half of the work.
 */
export function sharedTokens(text: string, dialect: Dialect, from = 0): () => TokenReader {
  const reader = tokensOf(text, dialect, from);
  const tokens: Token[] = [];
  return () => {
    let index = 0;
    return {
      next() {
        let token = tokens[index];
        if (token === undefined) {
          token = reader.next();
          tokens.push(token);
        }
        if (token.kind !== "end") index++;
        return token;
      },
    };
  };
}
