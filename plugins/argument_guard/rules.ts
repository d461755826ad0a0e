import { compileNames, type JsonObject } from "plugins-adapter/framework";
import type { Rule } from "./config.ts";
import { checkOf } from "./constraints.ts";
import { type ArgumentPath, findAll, foldedName, readPath } from "./path.ts";

/** What a call breaks. Paths are the rule's own, with the places of lists; no values. */
export interface Broken {
  readonly rule: string;
  readonly path: string;
  readonly constraint: string;
}

/** Faults that are told of one call. */
const mostTold = 20;

/** Holds the arguments of a call against the rules that name its tool. */
export function rulesOf(
  rules: readonly Rule[],
  most: number,
): (tool: string, args: JsonObject) => readonly Broken[] {
  const compiled = rules.map((rule, index) => ({
    names: compileNames(rule.tools),
    check: ruleOf(rule, index, most),
  }));
  return (tool, args) => {
    const broken: Broken[] = [];
    for (const { names, check } of compiled) {
      if (broken.length >= mostTold) break;
      if (names(tool)) broken.push(...check(args));
    }
    return broken.slice(0, mostTold);
  };
}

function ruleOf(rule: Rule, index: number, most: number): (args: JsonObject) => readonly Broken[] {
  const name = rule.name ?? String(index + 1);
  const paths = Object.entries(rule.arguments).map(([text, constraint]) => ({
    text,
    path: pathOf(text),
    check: checkOf(constraint, most),
  }));
  const listed = (texts: readonly string[]) => texts.map((text) => ({ text, path: pathOf(text) }));
  const required = listed(rule.required);
  const forbidden = listed(rule.forbidden);
  const named = new Set([...paths, ...required].map(({ path }) => foldedName(path[0] as string)));

  return (args) => {
    const broken: Broken[] = [];
    const tell = (path: string, constraint: string) => {
      if (broken.length < mostTold) broken.push({ rule: name, path, constraint });
    };
    for (const { text, path } of required)
      if (findAll(args, path, most)?.length === 0) tell(text, "required");
    for (const { text, path } of forbidden)
      if (findAll(args, path, most)?.length !== 0) tell(text, "forbidden");
    for (const { text, path, check } of paths) {
      const found = findAll(args, path, most);
      if (found === undefined) tell(text, "max_values");
      for (const { value } of found ?? []) {
        const constraint = check(value);
        if (constraint !== undefined) {
          tell(text, constraint);
          break;
        }
      }
    }
    if (rule.only_named && !named.has("*") && Object.keys(args).some((key) => !named.has(foldedName(key))))
      tell("", "only_named");
    return broken;
  };
}

/** The schema of the configuration has read it before. */
export function pathOf(text: string): ArgumentPath {
  const path = readPath(text);
  if (path === undefined) throw new TypeError("no path");
  return path;
}
