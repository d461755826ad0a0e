import {
  advance,
  afterOperator,
  called,
  callOf,
  endQuery,
  gotOperand,
  maxOpen,
  newFrame,
  type Reading,
  select,
  skip,
  to,
} from "./state.ts";
import type { Token } from "./tokens.ts";
import { comparisons, infixWords, reservedWords } from "./words.ts";

/** A word after an r.operand. */
export function readClause(r: Reading): "ok" | "invalid" {
  const { word: name } = r.token;
  if (r.frame.place === "case" && (name === "WHEN" || name === "THEN" || name === "ELSE")) {
    r.frame.left = undefined;
    r.operand = true;
    advance(r);
    return "ok";
  }
  if (r.frame.place === "case" && name === "END") {
    const parent = r.stack.pop();
    if (parent === undefined) return "invalid";
    r.frame = parent;
    if (r.frame.query !== "none") r.frame.query = "rich";
    gotOperand(r, false);
    advance(r);
    return "ok";
  }
  if (infixWords.has(name)) {
    advance(r);
    if (name === "NOT") {
      if (r.token.kind !== "name" || !comparisons.has(r.token.word)) return "invalid";
      return readClause(r);
    }
    if (name === "SIMILAR" && r.token.word === "TO") advance(r);
    if (name === "SOUNDS" && r.token.word === "LIKE") advance(r);
    if (name === "IS" && r.token.word === "NOT") advance(r);
    // full text: IN BOOLEAN MODE
    if (name === "IN" && (r.token.word === "BOOLEAN" || r.token.word === "NATURAL")) {
      return skip(r, "BOOLEAN", "NATURAL", "LANGUAGE", "MODE", "WITH", "QUERY", "EXPANSION")
        ? "ok"
        : "invalid";
    }
    afterOperator(r, name);
    // BETWEEN's AND is none of the others
    if (name === "IN" && r.token.kind !== "(" && r.token.kind !== "variable") return "invalid";
    return "ok";
  }
  switch (name) {
    case "ISNULL":
    case "NOTNULL":
    case "ASC":
    case "DESC":
      advance(r);
      return "ok";
    case "AT":
      return skip(r, "TIME", "ZONE") ? "ok" : "invalid";
    case "OVER":
      advance(r);
      return called(r, "OVER");
    case "AS": {
      advance(r);
      if (r.token.kind !== "name" && r.token.kind !== "quoted-name" && r.token.kind !== "string")
        return "invalid";
      const typed = r.frame.place === "arguments";
      advance(r);
      if (typed && (r.token as Token).kind === "(") callOf(r, "");
      r.frame.alias = true;
      return "ok";
    }
    case "FROM":
      if (r.frame.place === "arguments" && r.frame.query === "none") {
        r.operand = true;
        advance(r);
        return "ok";
      }
      if (r.frame.query === "none" || r.frame.place === "tables") return "invalid";
      return to(r, "tables");
    case "FOR":
      advance(r);
      if (r.frame.place === "arguments") {
        r.operand = true;
        return "ok";
      }
      advance(r);
      return "ok";
    case "WHERE":
      r.frame.lastBoolean = "";
      return to(r, "condition");
    case "HAVING":
      r.evidence.clause = true;
      return to(r, "condition");
    case "ON":
    case "USING":
      if (name === "USING" && r.frame.place === "arguments") {
        advance(r);
        advance(r);
        return "ok";
      }
      return r.frame.place === "tables" ? to(r, "tables") : "invalid";
    case "JOIN":
      return r.frame.place === "tables" ? to(r, "tables") : "invalid";
    case "INNER":
    case "LEFT":
    case "RIGHT":
    case "FULL":
    case "CROSS":
    case "NATURAL":
    case "OUTER":
      if (r.frame.place !== "tables") return "invalid";
      advance(r);
      return r.token.kind === "name" ? "ok" : "invalid";
    case "GROUP":
    case "ORDER":
      advance(r);
      if (r.token.word !== "BY") return "invalid";
      r.evidence.clause = true;
      return to(r, "columns");
    case "LIMIT":
    case "OFFSET":
      r.evidence.clause = true;
      return to(r, "columns");
    case "FETCH":
      return skip(r, "FIRST", "NEXT") || r.token.kind === "number" ? "ok" : "invalid";
    case "ROWS":
    case "ONLY":
    case "SEPARATOR":
      advance(r);
      if (r.token.kind === "string") advance(r);
      return "ok";
    case "UNION":
    case "EXCEPT":
    case "INTERSECT":
    case "MINUS": {
      endQuery(r, r.frame);
      advance(r);
      if (r.token.word === "ALL" || r.token.word === "DISTINCT" || r.token.word === "DISTINCTROW") advance(r);
      while (r.token.kind === "(") {
        r.stack.push(r.frame);
        if (r.stack.length >= maxOpen) return "invalid";
        r.frame = newFrame("group");
        advance(r);
      }
      if (r.token.word !== "SELECT") return "invalid";
      r.frame.query = "none";
      r.frame.union = true;
      select(r);
      advance(r);
      return "ok";
    }
    case "INTO": {
      advance(r);
      r.evidence.clause = true;
      if (r.token.word === "OUTFILE" || r.token.word === "DUMPFILE") {
        r.evidence.attack = true;
        advance(r);
      } else if (r.frame.query === "none") return "invalid";
      r.operand = true;
      return "ok";
    }
    case "PROCEDURE":
      advance(r);
      if (r.token.word !== "ANALYSE") return "invalid";
      r.evidence.attack = true;
      r.operand = true;
      return "ok";
    case "WAITFOR":
      advance(r);
      if (r.token.word !== "DELAY" && r.token.word !== "TIME") return "invalid";
      advance(r);
      if (r.token.kind !== "string") return "invalid";
      r.evidence.attack = true;
      r.evidence.stacked = true;
      advance(r);
      return "ok";
    case "COLLATE":
      advance(r);
      advance(r);
      return "ok";
    case "WITH":
      // MySQL's WITH ROLLUP, MSSQL's WITH (NOLOCK)
      advance(r);
      if (r.token.word === "ROLLUP") {
        advance(r);
        return "ok";
      }
      return r.frame.place === "tables" ? called(r, "") : "invalid";
    case "SELECT":
      // `1 select …` closes nothing: but an unfinished statement may go on so after brackets
      if (r.evidence.closed === 0) return "invalid";
      r.frame.query = "none";
      select(r);
      advance(r);
      return "ok";
    default:
      if (
        reservedWords.has(name) ||
        (r.frame.place !== "columns" && r.frame.place !== "tables") ||
        r.frame.alias
      )
        return "invalid";
      if (r.frame.query === "none") return "invalid";
      r.frame.alias = true;
      advance(r);
      if (r.token.kind === "(" && r.frame.place === "tables") callOf(r, "");
      return "ok";
  }
}
