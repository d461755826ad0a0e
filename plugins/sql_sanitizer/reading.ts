import { readContinuation } from "./continuation.ts";
import type { Evidence } from "./evidence.ts";
import { readOperand } from "./operand.ts";
import { advance, endQuery, newReading, type ReadOptions } from "./state.ts";
import type { TokenReader } from "./tokens.ts";

/**
 * Follows an expression and whatever may come after it in a query, word by word, in the widest sense of SQL's dialects.
 * @returns undefined when it is not SQL
 */
export function readExpression(tokens: TokenReader, options: ReadOptions): Evidence | undefined {
  const r = newReading(tokens, options);
  const { evidence } = r;
  for (;;) {
    if (r.token.kind === "comment" && !r.token.open) {
      advance(r);
      continue;
    }
    if (r.token.kind === "end" || r.token.kind === "comment") {
      evidence.cut = r.token.kind === "comment";
      evidence.remark = r.token;
      for (const open of [...r.stack, r.frame]) endQuery(r, open);
      if (r.operand && evidence.cut && !evidence.union && !evidence.constants) return undefined;
      break;
    }
    const first = !r.started;
    r.started = true;
    const step = r.operand ? readOperand(r, first) : readContinuation(r);
    if (step === "invalid") return undefined;
    if (step === "end") break;
  }
  evidence.whole = r.stack.length <= evidence.closed && !r.operand;
  return evidence;
}
