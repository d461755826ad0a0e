import { isHead } from "./heads.ts";
import { sharedTokens } from "./shared-tokens.ts";
import type { StatementNode } from "./statement.ts";
import type { Token } from "./tokens.ts";

/** What a statement's own tokens say. */
export interface StatementReading {
  readonly head: string;
  readonly masked: string;
  readonly bare: string;
  readonly nodes: readonly StatementNode[];
  readonly foreign: boolean;
  readonly looksLike: boolean;
  readonly interpolated: boolean;
}

const foreignWords = new Set(
  "MODIFY CHANGE EXEC EXECUTE TOP DELAY NOLOCK GO AUTO_INCREMENT ENGINE IDENTIFIED DATABASE USER DATABASES PURGE TABLES REPLACE ATTACH".split(
    " ",
  ),
);

/** Reads the statement that stands between two places of a text. */
export function readStatement(text: string, start: number, end: number): StatementReading {
  const slice = text.slice(start, end);
  const shared = sharedTokens(slice, { backslash: true, double: false });
  const tokens = shared();
  let masked = "";
  let bare = "";
  let last = 0;
  let where = false;
  const inner: string[] = [];
  let foreign = false;
  let interpolated = false;
  let previous: Token | undefined;
  const first = tokens.next();
  for (let token = first; token.kind !== "end"; token = tokens.next()) {
    // what the reader passed over is white space and comments
    if (token.start > last) {
      const gap = slice.slice(last, token.start);
      const space = gap === " " || gap.trim() === "" ? gap : " ";
      masked += space;
      bare += space;
    }
    last = token.end;
    if (token.kind === "comment") {
      if (!token.open) bare += "\n";
      masked += " ";
      continue;
    }
    const own = slice.slice(token.start, token.end);
    bare += own;
    masked += token.kind === "string" ? "''" : token.kind === "quoted-name" ? '""' : own;
    if (token.word === "WHERE") where = true;
    if (token.word === "DELETE" || token.word === "UPDATE") inner.push(token.word);
    if (foreignWords.has(token.word) || (token.kind === "quoted-name" && token.quote !== '"')) foreign = true;
    if (token.kind === "other" && token.word !== "") interpolated = true;
    if (token.word === "%" && /^%(?:s\b|\(\w)/.test(slice.slice(token.start, token.start + 3)))
      interpolated = true;
    if (
      (token.word === "+" && previous?.kind === "string") ||
      (token.kind === "string" && previous?.word === "+")
    )
      interpolated = true;
    previous = token;
  }
  const probe = shared();
  const nextWord = (): Token => {
    for (;;) {
      const token = probe.next();
      if (token.kind !== "comment" || token.open) return token;
    }
  };
  let current = nextWord();
  const head = current.word;
  current = nextWord();
  const looksLike =
    head === "SELECT" || head === "WITH"
      ? current.kind !== "end"
      : isHead(
          head,
          () => current,
          () => {
            current = nextWord();
          },
        ) && !isAmbiguous(slice, head);
  const kinds = inner.length === 0 ? [head] : [...new Set([head, ...inner.slice(0, 10)])];
  const nodes = kinds.map((kind) => ({ kind, where }));
  return { head, masked, bare: bare.trim(), nodes, foreign, looksLike, interpolated };
}

/** "Grant access to Bob", "truncate logs": sentences and statements at once. As statements they are written in capitals. */
function isAmbiguous(slice: string, head: string): boolean {
  if (head !== "GRANT" && head !== "REVOKE" && head !== "TRUNCATE") return false;
  const marked = head === "TRUNCATE" ? /^truncate\s+table\b/i : /\son\s/i;
  return !marked.test(slice) && !slice.startsWith(head);
}
