import { readClause } from "./clauses.ts";
import { stackedStatement } from "./stacked.ts";
import {
  advance,
  afterOperator,
  endQuery,
  gotOperand,
  maxOpen,
  newFrame,
  type Reading,
  type Step,
} from "./state.ts";
import type { Token } from "./tokens.ts";

/** Reads on after an operand. */
export function readContinuation(r: Reading): Step {
  switch (r.token.kind) {
    case "operator": {
      if (r.token.word === "?" || r.token.word === "@") return "invalid";
      const { word } = r.token;
      if (word === ":=" || word === "*=" || word === "+=" || word === "-=") {
        if (r.previous?.kind !== "variable") return "invalid";
      }
      afterOperator(r, word);
      advance(r);
      if (word === "::") {
        // a type's name
        if ((r.token as Token).kind !== "name") return "invalid";
        r.operand = false;
        advance(r);
      }
      return "ok";
    }
    case ".": {
      advance(r);
      while ((r.token as Token).kind === ".") advance(r);
      r.operand = true;
      // keep what the name was compared with
      r.frame.constant = false;
      return "ok";
    }
    case ",":
      r.frame.left = undefined;
      r.frame.lastBoolean = "";
      r.frame.alias = false;
      if (r.frame.query !== "none") r.frame.query = "rich";
      if (r.frame.place === "case") return "invalid";
      r.operand = true;
      advance(r);
      return "ok";
    case "(":
      // MySQL's and sqlmap's `…')(select …`: only a query may follow so
      if (r.frame.place === "tables" || r.evidence.closed > 0 || r.frame === r.bottom) {
        r.stack.push(r.frame);
        if (r.stack.length >= maxOpen) return "end";
        r.frame = newFrame("group");
        r.operand = true;
        advance(r);
        if ((r.token as Token).kind !== "name" || (r.token as Token).word !== "SELECT") {
          if (r.frame.place === "group" && r.stack[r.stack.length - 1]?.place !== "tables") return "invalid";
        }
        return "ok";
      }
      return "invalid";
    case ")": {
      endQuery(r, r.frame);
      const parent = r.stack.pop();
      if (parent === undefined) {
        r.evidence.closed++;
        // what was inside the brackets is one r.operand now
        r.frame.place = "condition";
        r.frame.query = "none";
        r.frame.union = false;
        r.frame.left = undefined;
      } else {
        const { constant, place, query } = r.frame;
        if (place === "group" && r.frame.decided && query === "none") {
          parent.decided = true;
          if (parent.place === "case") r.evidence.idle = true;
        }
        r.frame = parent;
        gotOperand(r, constant && place === "group" && query === "none");
      }
      advance(r);
      return "ok";
    }
    case ";":
      for (const open of [...r.stack, r.frame]) endQuery(r, open);
      advance(r);
      return stackedStatement(r) ? "end" : "invalid";
    case "string":
      // an alias
      if (r.frame.place === "columns" && !r.frame.alias && !r.token.open) {
        r.frame.alias = true;
        advance(r);
        return "ok";
      }
      return "invalid";
    case "quoted-name":
      if ((r.frame.place === "columns" || r.frame.place === "tables") && !r.frame.alias) {
        r.frame.alias = true;
        advance(r);
        return "ok";
      }
      return "invalid";
    case "name": {
      return readClause(r);
    }
    default:
      return "invalid";
  }
}
