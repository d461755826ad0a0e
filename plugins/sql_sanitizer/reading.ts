import { isHead } from "./heads.ts";
import type { Token, TokenReader } from "./tokens.ts";
import {
  attackFunctions,
  booleanWords,
  comparisons,
  constantWords,
  infixWords,
  prefixWords,
  probeFunctions,
  reservedWords,
  stringPrefixes,
} from "./words.ts";

/**
 * What an expression, and what follows it, does to the statement that it stands in.
 * @property boolean    AND, OR … with a condition after it
 * @property constants  a condition that no row decides: 1=1, 'a' like 'a'
 * @property orConstant such a condition after OR
 * @property bare       a constant that is itself a condition: `1 or …`
 * @property idle       CASE or IF on such a condition, or a sum with one
 * @property closed     brackets of the statement that it closes
 * @property union      another query's rows
 * @property subquery   a query inside
 * @property call       a function; `attack`: one that reads files, waits, calls out …; `probe`: one that tells of the database
 * @property clause     ORDER BY, GROUP BY, HAVING, LIMIT, INTO, PROCEDURE
 * @property stacked    a further statement
 * @property cut        the rest of the statement becomes a comment, `remark`
 * @property compared   a comparison
 * @property whole      nothing is left open
 */
export interface Evidence {
  boolean: boolean;
  constants: boolean;
  orConstant: boolean;
  bare: boolean;
  closed: number;
  idle: boolean;
  union: boolean;
  subquery: boolean;
  call: boolean;
  attack: boolean;
  probe: boolean;
  clause: boolean;
  compared: boolean;
  stacked: boolean;
  cut: boolean;
  /** A string has no end: the application's own mark ends it. */
  openString: boolean;
  remark: Token | undefined;
  whole: boolean;
}

type Place = "condition" | "arguments" | "columns" | "tables" | "group" | "case";

interface Frame {
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

const maxOpen = 200;

/** Reserved words that are names of functions as well. */
const functionsToo = new Set(["LEFT", "RIGHT", "LIKE", "VALUES"]);

/**
 * @property operand an operand comes first, rather than what follows one
 * @property closing the mark with which the application ends the text, if it puts one there
 * @property query   the text may begin with a query
 */
export interface ReadOptions {
  readonly operand: boolean;
  readonly closing?: string;
  readonly query?: boolean;
}

/**
 * Follows an expression and whatever may come after it in a query, word by word, in the widest sense of SQL's dialects.
 * @returns undefined when it is not SQL
 */
export function readExpression(tokens: TokenReader, options: ReadOptions): Evidence | undefined {
  const evidence: Evidence = {
    boolean: false,
    constants: false,
    orConstant: false,
    bare: false,
    idle: false,
    closed: 0,
    union: false,
    subquery: false,
    call: false,
    attack: false,
    probe: false,
    clause: false,
    compared: false,
    stacked: false,
    cut: false,
    openString: false,
    remark: undefined,
    whole: true,
  };
  const newFrame = (place: Place): Frame => ({
    place,
    query: "none",
    union: false,
    constant: false,
    left: undefined,
    lastBoolean: "",
    alias: false,
    decided: false,
    choice: false,
  });
  const stack: Frame[] = [];
  let frame = newFrame("condition");
  let operand = options.operand;
  // the text that the mark has ended
  frame.constant = options.closing !== undefined;
  let previous: Token | undefined;
  let token = tokens.next();
  const advance = () => {
    previous = token;
    token = tokens.next();
  };

  const finish = (): Evidence => {
    evidence.whole = stack.length <= evidence.closed && !operand;
    return evidence;
  };
  const gotOperand = (constant: boolean) => {
    operand = false;
    frame.constant = constant;
    if (frame.left !== undefined) {
      evidence.compared = true;
      if (frame.left && constant) {
        evidence.constants = true;
        frame.decided = true;
        if (frame.place === "case" || (frame.place === "arguments" && frame.choice)) evidence.idle = true;
        if (frame.lastBoolean === "OR" || frame.lastBoolean === "||" || frame.lastBoolean === "XOR")
          evidence.orConstant = true;
      }
      // `1=1` as a whole is no bare constant
      frame.constant = false;
      frame.left = undefined;
    }
    if (frame.query !== "none" && (constant || frame.place === "tables")) frame.query = "rich";
  };
  const endQuery = (ended: Frame) => {
    if (ended.query !== "rich") return;
    if (ended.union) evidence.union = true;
    else if (ended !== bottom || options.query !== true) evidence.subquery = true;
  };
  const bottom = frame;
  const select = () => {
    frame.query = "plain";
    frame.place = "columns";
    frame.constant = false;
    frame.left = undefined;
    frame.alias = false;
    operand = true;
  };
  let started = false;

  for (;;) {
    if (token.kind === "comment" && !token.open) {
      advance();
      continue;
    }
    if (token.kind === "end" || token.kind === "comment") {
      evidence.cut = token.kind === "comment";
      evidence.remark = token;
      for (const open of [...stack, frame]) endQuery(open);
      if (operand && evidence.cut && !evidence.union && !evidence.constants) return undefined;
      return finish();
    }
    const first = !started;
    started = true;
    if (operand) {
      switch (token.kind) {
        case "number":
        case "string":
        case "variable":
          gotOperand(true);
          evidence.openString = token.open === true;
          advance();
          continue;
        case "quoted-name":
          gotOperand(false);
          advance();
          continue;
        case "(":
          if (stack.length >= maxOpen) return finish();
          stack.push(frame);
          frame = newFrame("group");
          advance();
          continue;
        case ")":
          // f()
          if (frame.place === "arguments" && previous?.kind === "(") {
            frame = stack.pop() as Frame;
            gotOperand(false);
            advance();
            continue;
          }
          return undefined;
        case "operator":
          if (
            token.word === "*" &&
            (frame.place === "columns" || frame.place === "arguments" || previous?.kind === ".")
          ) {
            operand = false;
            frame.query = frame.query === "none" ? "none" : "rich";
            advance();
            continue;
          }
          if (token.word === "?" || token.word === ":") {
            gotOperand(false);
            advance();
            continue;
          }
          if ("+-~!@&".includes(token.word) || token.word === "!~") {
            advance();
            continue;
          }
          return undefined;
        case "name": {
          const { word } = token;
          if (word === "SELECT") {
            const allowed =
              frame.place === "group" ||
              (frame.place === "arguments" && previous?.kind === "(") ||
              frame.union ||
              (first && options.query === true);
            if (!allowed || frame.query !== "none") return undefined;
            select();
            advance();
            continue;
          }
          if (word === "CASE") {
            if (stack.length >= maxOpen) return finish();
            stack.push(frame);
            frame = newFrame("case");
            operand = true;
            advance();
            continue;
          }
          if (word === "WHEN" && frame.place === "case") {
            advance();
            continue;
          }
          if (word === "TOP" && frame.place === "columns") {
            advance();
            if ((token as Token).kind === "number") advance();
            continue;
          }
          if (prefixWords.has(word) && !(word === "ALL" && first)) {
            advance();
            continue;
          }
          if (word === "INTERVAL") {
            advance();
            continue;
          }
          if (constantWords.has(word)) {
            advance();
            if ((token as Token).kind === "(") {
              callOf(word);
              continue;
            }
            gotOperand(true);
            continue;
          }
          if (reservedWords.has(word) && !functionsToo.has(word)) return undefined;
          const nameToken: Token = token;
          advance();
          if (
            (token as Token).kind === "string" &&
            (token as Token).start === nameToken.end &&
            stringPrefixes.has(word)
          ) {
            gotOperand(true);
            advance();
            continue;
          }
          if ((token as Token).kind === "(") {
            callOf(word);
            continue;
          }
          if (reservedWords.has(word)) return undefined;
          if (attackFunctions.has(word) && (token as Token).kind === ".") evidence.attack = true;
          gotOperand(false);
          continue;
        }
        default:
          return undefined;
      }
    }

    // After an operand.
    switch (token.kind) {
      case "operator": {
        if (token.word === "?" || token.word === "@") return undefined;
        const { word } = token;
        if (word === ":=" || word === "*=" || word === "+=" || word === "-=") {
          if (previous?.kind !== "variable") return undefined;
        }
        afterOperator(word);
        advance();
        if (word === "::") {
          // a type's name
          if ((token as Token).kind !== "name") return undefined;
          operand = false;
          advance();
        }
        continue;
      }
      case ".": {
        advance();
        while ((token as Token).kind === ".") advance();
        operand = true;
        // keep what the name was compared with
        frame.constant = false;
        continue;
      }
      case ",":
        frame.left = undefined;
        frame.lastBoolean = "";
        frame.alias = false;
        if (frame.query !== "none") frame.query = "rich";
        if (frame.place === "case") return undefined;
        operand = true;
        advance();
        continue;
      case "(":
        // MySQL's and sqlmap's `…')(select …`: only a query may follow so
        if (frame.place === "tables" || evidence.closed > 0 || frame === bottom) {
          stack.push(frame);
          if (stack.length >= maxOpen) return finish();
          frame = newFrame("group");
          operand = true;
          advance();
          if ((token as Token).kind !== "name" || (token as Token).word !== "SELECT") {
            if (frame.place === "group" && stack[stack.length - 1]?.place !== "tables") return undefined;
          }
          continue;
        }
        return undefined;
      case ")": {
        endQuery(frame);
        const parent = stack.pop();
        if (parent === undefined) {
          evidence.closed++;
          // what was inside the brackets is one operand now
          frame.place = "condition";
          frame.query = "none";
          frame.union = false;
          frame.left = undefined;
        } else {
          const { constant, place, query } = frame;
          if (place === "group" && frame.decided && query === "none") {
            parent.decided = true;
            if (parent.place === "case") evidence.idle = true;
          }
          frame = parent;
          gotOperand(constant && place === "group" && query === "none");
        }
        advance();
        continue;
      }
      case ";":
        for (const open of [...stack, frame]) endQuery(open);
        advance();
        return stackedStatement() ? finish() : undefined;
      case "string":
        // an alias
        if (frame.place === "columns" && !frame.alias && !token.open) {
          frame.alias = true;
          advance();
          continue;
        }
        return undefined;
      case "quoted-name":
        if ((frame.place === "columns" || frame.place === "tables") && !frame.alias) {
          frame.alias = true;
          advance();
          continue;
        }
        return undefined;
      case "name": {
        const step = word();
        if (step === "invalid") return undefined;
        continue;
      }
      default:
        return undefined;
    }
  }

  function callOf(name: string): void {
    evidence.call = true;
    if (attackFunctions.has(name)) evidence.attack = true;
    if (probeFunctions.has(name)) evidence.probe = true;
    if (frame.query !== "none") frame.query = "rich";
    stack.push(frame);
    frame = newFrame("arguments");
    frame.choice = name === "IF" || name === "IIF";
    operand = true;
    advance();
  }

  function called(name: string): "ok" | "invalid" {
    if (token.kind !== "(") return "invalid";
    callOf(name);
    return "ok";
  }

  function afterOperator(name: string): void {
    if (booleanWords.has(name)) {
      if (name !== "||" || frame.left !== undefined || frame.constant) evidence.boolean ||= name !== "||";
      if (frame.constant && (frame === bottom || frame.place === "condition" || frame.place === "group"))
        evidence.bare ||= name !== "||" || frame === bottom;
      frame.lastBoolean = name;
      frame.left = undefined;
      frame.constant = false;
    } else if (comparisons.has(name)) {
      frame.left = frame.constant;
      frame.constant = false;
    } else {
      if (frame.decided && "+-*/%".includes(name)) evidence.idle = true;
      frame.constant = false;
    }
    frame.decided = false;
    operand = true;
  }

  /** A word after an operand. */
  function word(): "ok" | "invalid" {
    const { word: name } = token;
    if (frame.place === "case" && (name === "WHEN" || name === "THEN" || name === "ELSE")) {
      frame.left = undefined;
      operand = true;
      advance();
      return "ok";
    }
    if (frame.place === "case" && name === "END") {
      const parent = stack.pop();
      if (parent === undefined) return "invalid";
      frame = parent;
      if (frame.query !== "none") frame.query = "rich";
      gotOperand(false);
      advance();
      return "ok";
    }
    if (infixWords.has(name)) {
      advance();
      if (name === "NOT") {
        if (token.kind !== "name" || !comparisons.has(token.word)) return "invalid";
        return word();
      }
      if (name === "SIMILAR" && token.word === "TO") advance();
      if (name === "SOUNDS" && token.word === "LIKE") advance();
      if (name === "IS" && token.word === "NOT") advance();
      // full text: IN BOOLEAN MODE
      if (name === "IN" && (token.word === "BOOLEAN" || token.word === "NATURAL")) {
        return skip("BOOLEAN", "NATURAL", "LANGUAGE", "MODE", "WITH", "QUERY", "EXPANSION")
          ? "ok"
          : "invalid";
      }
      afterOperator(name);
      // BETWEEN's AND is none of the others
      if (name === "IN" && token.kind !== "(" && token.kind !== "variable") return "invalid";
      return "ok";
    }
    switch (name) {
      case "ISNULL":
      case "NOTNULL":
      case "ASC":
      case "DESC":
        advance();
        return "ok";
      case "AT":
        return skip("TIME", "ZONE") ? "ok" : "invalid";
      case "OVER":
        advance();
        return called("OVER");
      case "AS": {
        advance();
        if (token.kind !== "name" && token.kind !== "quoted-name" && token.kind !== "string")
          return "invalid";
        const typed = frame.place === "arguments";
        advance();
        if (typed && (token as Token).kind === "(") callOf("");
        frame.alias = true;
        return "ok";
      }
      case "FROM":
        if (frame.place === "arguments" && frame.query === "none") {
          operand = true;
          advance();
          return "ok";
        }
        if (frame.query === "none" || frame.place === "tables") return "invalid";
        return to("tables");
      case "FOR":
        advance();
        if (frame.place === "arguments") {
          operand = true;
          return "ok";
        }
        advance();
        return "ok";
      case "WHERE":
        frame.lastBoolean = "";
        return to("condition");
      case "HAVING":
        evidence.clause = true;
        return to("condition");
      case "ON":
      case "USING":
        if (name === "USING" && frame.place === "arguments") {
          advance();
          advance();
          return "ok";
        }
        return frame.place === "tables" ? to("tables") : "invalid";
      case "JOIN":
        return frame.place === "tables" ? to("tables") : "invalid";
      case "INNER":
      case "LEFT":
      case "RIGHT":
      case "FULL":
      case "CROSS":
      case "NATURAL":
      case "OUTER":
        if (frame.place !== "tables") return "invalid";
        advance();
        return token.kind === "name" ? "ok" : "invalid";
      case "GROUP":
      case "ORDER":
        advance();
        if (token.word !== "BY") return "invalid";
        evidence.clause = true;
        return to("columns");
      case "LIMIT":
      case "OFFSET":
        evidence.clause = true;
        return to("columns");
      case "FETCH":
        return skip("FIRST", "NEXT") || token.kind === "number" ? "ok" : "invalid";
      case "ROWS":
      case "ONLY":
      case "SEPARATOR":
        advance();
        if (token.kind === "string") advance();
        return "ok";
      case "UNION":
      case "EXCEPT":
      case "INTERSECT":
      case "MINUS": {
        endQuery(frame);
        advance();
        if (token.word === "ALL" || token.word === "DISTINCT" || token.word === "DISTINCTROW") advance();
        while (token.kind === "(") {
          stack.push(frame);
          if (stack.length >= maxOpen) return "invalid";
          frame = newFrame("group");
          advance();
        }
        if (token.word !== "SELECT") return "invalid";
        frame.query = "none";
        frame.union = true;
        select();
        advance();
        return "ok";
      }
      case "INTO": {
        advance();
        evidence.clause = true;
        if (token.word === "OUTFILE" || token.word === "DUMPFILE") {
          evidence.attack = true;
          advance();
        } else if (frame.query === "none") return "invalid";
        operand = true;
        return "ok";
      }
      case "PROCEDURE":
        advance();
        if (token.word !== "ANALYSE") return "invalid";
        evidence.attack = true;
        operand = true;
        return "ok";
      case "WAITFOR":
        advance();
        if (token.word !== "DELAY" && token.word !== "TIME") return "invalid";
        advance();
        if (token.kind !== "string") return "invalid";
        evidence.attack = true;
        evidence.stacked = true;
        advance();
        return "ok";
      case "COLLATE":
        advance();
        advance();
        return "ok";
      case "WITH":
        // MySQL's WITH ROLLUP, MSSQL's WITH (NOLOCK)
        advance();
        if (token.word === "ROLLUP") {
          advance();
          return "ok";
        }
        return frame.place === "tables" ? called("") : "invalid";
      case "SELECT":
        // `1 select …` closes nothing: but an unfinished statement may go on so after brackets
        if (evidence.closed === 0) return "invalid";
        frame.query = "none";
        select();
        advance();
        return "ok";
      default:
        if (reservedWords.has(name) || (frame.place !== "columns" && frame.place !== "tables") || frame.alias)
          return "invalid";
        if (frame.query === "none") return "invalid";
        frame.alias = true;
        advance();
        if (token.kind === "(" && frame.place === "tables") callOf("");
        return "ok";
    }
  }

  function to(place: Place): "ok" {
    frame.place = place;
    frame.alias = false;
    frame.left = undefined;
    frame.constant = false;
    if (place === "tables" && frame.query !== "none") frame.query = "rich";
    operand = true;
    advance();
    return "ok";
  }

  function skip(...words: readonly string[]): boolean {
    if (!words.includes(token.word)) advance();
    let any = false;
    while (words.includes(token.word)) {
      any = true;
      advance();
    }
    return any;
  }

  /** What comes after a semicolon: the head of a statement, nothing, or no SQL. */
  function stackedStatement(): boolean {
    while (token.kind === ";" || token.kind === "(") advance();
    if (token.kind === "end") {
      operand = false;
      return true;
    }
    if (token.kind === "comment") {
      if (!token.open) {
        advance();
        return stackedStatement();
      }
      evidence.cut = true;
      evidence.remark = token;
      operand = false;
      return true;
    }
    if (token.kind !== "name") return false;
    const head = token.word;
    if (head === "SELECT") {
      stack.length = 0;
      frame = newFrame("group");
      const inner = readExpression(
        { next: prefixed(token, tokens) },
        { ...options, operand: true, query: true },
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
      if (!rich && evidence.closed === 0 && options.closing === undefined) return false;
      evidence.stacked = true;
      evidence.call ||= inner.call;
      evidence.attack ||= inner.attack;
      evidence.cut ||= inner.cut;
      evidence.constants ||= inner.constants;
      operand = false;
      return true;
    }
    advance();
    if (!isHead(head, () => token, advance)) return false;
    evidence.stacked = true;
    operand = false;
    return true;
  }
}

function prefixed(first: Token, tokens: TokenReader): () => Token {
  let given = false;
  return () => {
    if (given) return tokens.next();
    given = true;
    return first;
  };
}
