import type { Token } from "./tokens.ts";

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

/** Of a text of which nothing was read. */
export function noEvidence(): Evidence {
  return {
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
}
