import { type Evidence, noEvidence } from "./evidence.ts";
import type { Token, TokenReader } from "./tokens.ts";
import { attackFunctions, booleanWords, comparisons, probeFunctions } from "./words.ts";

export /** What stands where a frame is. */
type Place = "condition" | "arguments" | "columns" | "tables" | "group" | "case";

/** What is open: brackets, a call, a query, CASE. */
export interface Frame {
  place: Place;
  /** Whether the query of this frame says more than a name: constants, calls, several columns, tables. */
  query: "none" | "plain" | "rich";
  union: boolean;
  /** The last operand is one constant by itself. */
  constant: boolean;
  /** The operand before a comparison was a constant. */
  left: boolean | undefined;
  lastBoolean: string;
  alias: boolean;
  /** The last operand holds a condition that no row decides. */
  decided: boolean;
  /** Arguments of IF or IIF. */
  choice: boolean;
}

/**
 * @property operand an operand comes first, rather than what follows one
 * @property closing the mark with which the application ends the text, if it puts one there
 * @property query   the text may begin with a query
 * @property depth   statements before it
 */
export interface ReadOptions {
  readonly operand: boolean;
  readonly closing?: string;
  readonly query?: boolean;
  readonly depth?: number;
}

/** How far a text is read. */
export interface Reading {
  readonly tokens: TokenReader;
  readonly options: ReadOptions;
  readonly evidence: Evidence;
  readonly stack: Frame[];
  readonly bottom: Frame;
  frame: Frame;
  /** An operand comes next. */
  operand: boolean;
  started: boolean;
  previous: Token | undefined;
  token: Token;
}

/** How a step went: on, no SQL, or to the end. */
export type Step = "ok" | "invalid" | "end";

export const maxOpen = 200;

export function newReading(tokens: TokenReader, options: ReadOptions): Reading {
  const bottom = newFrame("condition");
  // the text that the mark has ended
  bottom.constant = options.closing !== undefined;
  return {
    tokens,
    options,
    evidence: noEvidence(),
    stack: [],
    bottom,
    frame: bottom,
    operand: options.operand,
    started: false,
    previous: undefined,
    token: tokens.next(),
  };
}

export function newFrame(place: Place): Frame {
  return {
    place,
    query: "none",
    union: false,
    constant: false,
    left: undefined,
    lastBoolean: "",
    alias: false,
    decided: false,
    choice: false,
  };
}

export function advance(r: Reading): void {
  r.previous = r.token;
  r.token = r.tokens.next();
}

/** An operand was read; `constant`: one constant by itself. */
export function gotOperand(r: Reading, constant: boolean): void {
  r.operand = false;
  r.frame.constant = constant;
  if (r.frame.left !== undefined) {
    r.evidence.compared = true;
    if (r.frame.left && constant) {
      r.evidence.constants = true;
      r.frame.decided = true;
      if (r.frame.place === "case" || (r.frame.place === "arguments" && r.frame.choice))
        r.evidence.idle = true;
      if (r.frame.lastBoolean === "OR" || r.frame.lastBoolean === "||" || r.frame.lastBoolean === "XOR")
        r.evidence.orConstant = true;
    }
    // `1=1` as a whole is no bare constant
    r.frame.constant = false;
    r.frame.left = undefined;
  }
  if (r.frame.query !== "none" && (constant || r.frame.place === "tables")) r.frame.query = "rich";
}

/** A query is over: whether it says more than a name. */
export function endQuery(r: Reading, ended: Frame): void {
  if (ended.query !== "rich") return;
  if (ended.union) r.evidence.union = true;
  else if (ended !== r.bottom || r.options.query !== true) r.evidence.subquery = true;
}

export function select(r: Reading): void {
  r.frame.query = "plain";
  r.frame.place = "columns";
  r.frame.constant = false;
  r.frame.left = undefined;
  r.frame.alias = false;
  r.operand = true;
}

export function callOf(r: Reading, name: string): void {
  r.evidence.call = true;
  if (attackFunctions.has(name)) r.evidence.attack = true;
  if (probeFunctions.has(name)) r.evidence.probe = true;
  if (r.frame.query !== "none") r.frame.query = "rich";
  r.stack.push(r.frame);
  r.frame = newFrame("arguments");
  r.frame.choice = name === "IF" || name === "IIF";
  r.operand = true;
  advance(r);
}

export function called(r: Reading, name: string): "ok" | "invalid" {
  if (r.token.kind !== "(") return "invalid";
  callOf(r, name);
  return "ok";
}

export function afterOperator(r: Reading, name: string): void {
  if (booleanWords.has(name)) {
    if (name !== "||" || r.frame.left !== undefined || r.frame.constant) r.evidence.boolean ||= name !== "||";
    if (
      r.frame.constant &&
      (r.frame === r.bottom || r.frame.place === "condition" || r.frame.place === "group")
    )
      r.evidence.bare ||= name !== "||" || r.frame === r.bottom;
    r.frame.lastBoolean = name;
    r.frame.left = undefined;
    r.frame.constant = false;
  } else if (comparisons.has(name)) {
    r.frame.left = r.frame.constant;
    r.frame.constant = false;
  } else {
    if (r.frame.decided && "+-*/%".includes(name)) r.evidence.idle = true;
    r.frame.constant = false;
  }
  r.frame.decided = false;
  r.operand = true;
}

export function to(r: Reading, place: Place): "ok" {
  r.frame.place = place;
  r.frame.alias = false;
  r.frame.left = undefined;
  r.frame.constant = false;
  if (place === "tables" && r.frame.query !== "none") r.frame.query = "rich";
  r.operand = true;
  advance(r);
  return "ok";
}

export function skip(r: Reading, ...words: readonly string[]): boolean {
  if (!words.includes(r.token.word)) advance(r);
  let any = false;
  while (words.includes(r.token.word)) {
    any = true;
    advance(r);
  }
  return any;
}
