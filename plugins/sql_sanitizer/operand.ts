import {
  advance,
  callOf,
  type Frame,
  gotOperand,
  maxOpen,
  newFrame,
  type Reading,
  type Step,
  select,
} from "./state.ts";
import type { Token } from "./tokens.ts";
import { attackFunctions, constantWords, prefixWords, reservedWords, stringPrefixes } from "./words.ts";

/** Reserved words that are names of functions as well. */
const functionsToo = new Set(["LEFT", "RIGHT", "LIKE", "VALUES"]);

/** Reads on where an operand is to come. */
export function readOperand(r: Reading, first: boolean): Step {
  switch (r.token.kind) {
    case "number":
    case "string":
    case "variable":
      gotOperand(r, true);
      r.evidence.openString = r.token.open === true;
      advance(r);
      return "ok";
    case "quoted-name":
      gotOperand(r, false);
      advance(r);
      return "ok";
    case "(":
      if (r.stack.length >= maxOpen) return "end";
      r.stack.push(r.frame);
      r.frame = newFrame("group");
      advance(r);
      return "ok";
    case ")":
      // f()
      if (r.frame.place === "arguments" && r.previous?.kind === "(") {
        r.frame = r.stack.pop() as Frame;
        gotOperand(r, false);
        advance(r);
        return "ok";
      }
      return "invalid";
    case "operator":
      if (
        r.token.word === "*" &&
        (r.frame.place === "columns" || r.frame.place === "arguments" || r.previous?.kind === ".")
      ) {
        r.operand = false;
        r.frame.query = r.frame.query === "none" ? "none" : "rich";
        advance(r);
        return "ok";
      }
      if (r.token.word === "?" || r.token.word === ":") {
        gotOperand(r, false);
        advance(r);
        return "ok";
      }
      if ("+-~!@&".includes(r.token.word) || r.token.word === "!~") {
        advance(r);
        return "ok";
      }
      return "invalid";
    case "name": {
      const { word } = r.token;
      if (word === "SELECT") {
        const allowed =
          r.frame.place === "group" ||
          (r.frame.place === "arguments" && r.previous?.kind === "(") ||
          r.frame.union ||
          (first && r.options.query === true);
        if (!allowed || r.frame.query !== "none") return "invalid";
        select(r);
        advance(r);
        return "ok";
      }
      if (word === "CASE") {
        if (r.stack.length >= maxOpen) return "end";
        r.stack.push(r.frame);
        r.frame = newFrame("case");
        r.operand = true;
        advance(r);
        return "ok";
      }
      if (word === "WHEN" && r.frame.place === "case") {
        advance(r);
        return "ok";
      }
      if (word === "TOP" && r.frame.place === "columns") {
        advance(r);
        if ((r.token as Token).kind === "number") advance(r);
        return "ok";
      }
      if (prefixWords.has(word) && !(word === "ALL" && first)) {
        advance(r);
        return "ok";
      }
      if (word === "INTERVAL") {
        advance(r);
        return "ok";
      }
      if (constantWords.has(word)) {
        advance(r);
        if ((r.token as Token).kind === "(") {
          callOf(r, word);
          return "ok";
        }
        gotOperand(r, true);
        return "ok";
      }
      if (reservedWords.has(word) && !functionsToo.has(word)) return "invalid";
      const nameToken: Token = r.token;
      advance(r);
      if (
        (r.token as Token).kind === "string" &&
        (r.token as Token).start === nameToken.end &&
        stringPrefixes.has(word)
      ) {
        gotOperand(r, true);
        advance(r);
        return "ok";
      }
      if ((r.token as Token).kind === "(") {
        callOf(r, word);
        return "ok";
      }
      if (reservedWords.has(word)) return "invalid";
      if (attackFunctions.has(word) && (r.token as Token).kind === ".") r.evidence.attack = true;
      gotOperand(r, false);
      return "ok";
    }
    default:
      return "invalid";
  }
}
