import { isHead } from "./heads.ts";
import { readExpression } from "./reading.ts";
import { advance, newFrame, type Reading } from "./state.ts";
import type { Token, TokenReader } from "./tokens.ts";

/** A chain of more queries than this is not followed: it counts as a further statement. */
const maxStatements = 50;

/** What comes after a semicolon: the head of a statement, nothing, or no SQL. */
export function stackedStatement(r: Reading): boolean {
  while (r.token.kind === ";" || r.token.kind === "(" || (r.token.kind === "comment" && !r.token.open))
    advance(r);
  if (r.token.kind === "end") {
    r.operand = false;
    return true;
  }
  if (r.token.kind === "comment") {
    r.evidence.cut = true;
    r.evidence.remark = r.token;
    r.operand = false;
    return true;
  }
  if (r.token.kind !== "name") return false;
  const head = r.token.word;
  if (head === "SELECT") {
    const { depth = 0 } = r.options;
    if (depth >= maxStatements) {
      r.evidence.stacked = true;
      r.operand = false;
      return true;
    }
    r.stack.length = 0;
    r.frame = newFrame("group");
    const inner = readExpression(
      { next: prefixed(r.token, r.tokens) },
      { ...r.options, operand: true, query: true, depth: depth + 1 },
    );
    if (inner === undefined) return false;
    const rich =
      inner.call ||
      inner.subquery ||
      inner.union ||
      inner.constants ||
      inner.stacked ||
      inner.cut ||
      inner.compared;
    if (!rich && r.evidence.closed === 0 && r.options.closing === undefined) return false;
    r.evidence.stacked = true;
    r.evidence.call ||= inner.call;
    r.evidence.attack ||= inner.attack;
    r.evidence.cut ||= inner.cut;
    r.evidence.constants ||= inner.constants;
    r.operand = false;
    return true;
  }
  advance(r);
  if (
    !isHead(
      head,
      () => r.token,
      () => advance(r),
    )
  )
    return false;
  r.evidence.stacked = true;
  r.operand = false;
  return true;
}

function prefixed(first: Token, tokens: TokenReader): () => Token {
  let given = false;
  return () => {
    if (given) return tokens.next();
    given = true;
    return first;
  };
}
