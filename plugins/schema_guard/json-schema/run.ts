import type { JsonObject, JsonValue } from "plugins-adapter/framework";
import type { PatternTable } from "./patterns.ts";
import type { Resource, Resources } from "./resources.ts";
import { unusable } from "./unusable.ts";

/** Where a value stands in the document that is checked. */
export interface Place {
  readonly outer: Place | undefined;
  readonly key: string | number;
}

/** A value that is not as a schema wants it. @property keyword that it fails, `false` for the schema `false` */
export interface Fault {
  readonly place: Place | undefined;
  readonly keyword: string;
  /** Of `required` and `dependentRequired`: the member that is not there. */
  readonly missing?: string;
}

/** What of a value some schema has looked at, for `unevaluatedProperties` and `unevaluatedItems`. */
export interface Seen {
  properties: Set<string> | "all";
  /** So many at the beginning; `Infinity` for all. */
  items: number;
  /** Others, which `contains` has found. */
  readonly single: Set<number>;
}

export function newSeen(): Seen {
  return { properties: new Set(), items: 0, single: new Set() };
}

/**
 * Whether a value is as a schema wants it. Throws {@link UnusableSchema} where the schema cannot decide.
 * @param seen gets what of the value the schema has looked at, if it accepts it
 */
export type Evaluate = (
  run: Run,
  schema: JsonValue | undefined,
  value: JsonValue,
  place: Place | undefined,
  seen?: Seen,
) => boolean;

/** One check of one value. */
export interface Run {
  readonly evaluate: Evaluate;
  readonly resources: Resources;
  readonly patterns: PatternTable;
  readonly nodes: Map<object, SchemaNode>;
  readonly mostFaults: number;
  readonly faults: Fault[];
  /** Resources that were entered, outermost first. */
  readonly scope: Resource[];
  /** Above 0: nobody asks why. */
  quiet: number;
  stepsLeft: number;
  depthLeft: number;
}

/** What the keywords of one schema look at. */
export interface Subject {
  readonly schema: JsonObject;
  readonly owner: Resource;
  readonly value: JsonValue;
  readonly place: Place | undefined;
  /** Undefined: nobody wants to know. */
  readonly seen: Seen | undefined;
}

/** @returns whether the value is as the keyword's argument wants it */
export type Keyword = (run: Run, argument: JsonValue, subject: Subject) => boolean;

export interface KeywordUse {
  readonly check: Keyword;
  readonly argument: JsonValue;
}

/** A schema as it is worked through: the keywords that decide. */
export interface SchemaNode {
  readonly owner: Resource;
  readonly keywords: readonly KeywordUse[];
  /** Those of what is left over: what they look at depends on all others. */
  readonly leftovers: readonly KeywordUse[];
}

/** Counts work. Throws {@link UnusableSchema} when there has been too much of it. */
export function spend(run: Run, steps: number): void {
  run.stepsLeft -= steps;
  if (run.stepsLeft < 0) unusable("max_steps");
}

export function fail(run: Run, subject: Pick<Subject, "place">, keyword: string, missing?: string): false {
  if (run.quiet === 0 && run.faults.length < run.mostFaults)
    run.faults.push({ place: subject.place, keyword, ...(missing !== undefined && { missing }) });
  return false;
}

/** Whether the rest still matters after a failure. */
export function goesOn(run: Run, ok: boolean): boolean {
  return ok || (run.quiet === 0 && run.faults.length < run.mostFaults);
}

/** What a keyword that does not hold what it must is called. */
export function malformed(keyword: string): never {
  return unusable(`its ${keyword} is malformed`);
}
