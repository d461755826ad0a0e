import type { Condition, PluginSettings } from "./config/entry.ts";
import type { GlobalContext } from "./context.ts";
import { compileGlob, compileNames, isGlob } from "./glob.ts";
import type { HookFamily } from "./hook-definition.ts";
import type { JsonObject } from "./json.ts";
import { uriSpellings } from "./uri.ts";

/** What conditions compare with, beside the global context. */
export interface ConditionSubject {
  /** The tool's or prompt's name, or the resource's URI. */
  readonly name: string | undefined;
  /** The message could not be tied to a name: name lists match then, so that it is not left uninspected. */
  readonly unknown: boolean;
}

/** How names are read: `conditions` and `server_prefixes` of `plugin_settings`. */
export type ConditionSettings = Pick<PluginSettings, "conditions" | "server_prefixes">;

export type ConditionTest = (subject: ConditionSubject, context: GlobalContext) => boolean;

/**
 * Compiles a plugin's `conditions` for one hook family: AND within an entry, OR across entries, no entry: always.
 * An empty list matches everything. `never`: no message of this family can match.
 */
export function compileConditions(
  conditions: readonly Condition[],
  family: HookFamily,
  settings: ConditionSettings,
): ConditionTest | "always" | "never" {
  if (conditions.length === 0) return "always";
  const entries: ConditionTest[] = [];
  for (const condition of conditions) {
    const entry = compileEntry(condition, family, settings);
    if (entry === "always") return "always";
    if (entry !== "never") entries.push(entry);
  }
  const [only] = entries;
  if (only === undefined) return "never";
  if (entries.length === 1) return only;
  return (subject, context) => entries.some((matches) => matches(subject, context));
}

function compileEntry(
  condition: Condition,
  family: HookFamily,
  settings: ConditionSettings,
): ConditionTest | "always" | "never" {
  const tests: ConditionTest[] = [];

  const names = namesOf(condition, family);
  if (given(names)) {
    const matches = family === "resource" ? uriTest(names) : nameTest(names, settings.server_prefixes);
    tests.push(
      (subject, context) =>
        subject.unknown || (subject.name !== undefined && matches(subject.name, context.server_id)),
    );
  } else if (settings.conditions === "exact" && namesSomething(condition)) {
    return "never";
  }

  if (given(condition.server_ids))
    tests.push(contextTest(condition.server_ids, (context) => context.server_id));
  if (given(condition.tenant_ids))
    tests.push(contextTest(condition.tenant_ids, (context) => context.tenant_id));
  if (given(condition.user_patterns)) tests.push(userTest(condition.user_patterns));
  if (given(condition.content_types)) tests.push(contentTypeTest(condition.content_types));

  const [only] = tests;
  if (only === undefined) return "always";
  if (tests.length === 1) return only;
  return (subject, context) => tests.every((matches) => matches(subject, context));
}

function given(list: readonly string[] | undefined): list is readonly string[] {
  return list !== undefined && list.length > 0;
}

function namesOf(condition: Condition, family: HookFamily): readonly string[] | undefined {
  switch (family) {
    case "tool":
      return condition.tools;
    case "prompt":
      return condition.prompts;
    case "resource":
      return condition.resources;
    case "other":
      return undefined;
  }
}

type NameTest = (name: string, server: string | undefined) => boolean;

/**
 * A tool or prompt is named by its own name, by `server/name`, or by the name that a gateway shows it under: with its
 * server's prefix, which the gateway takes away before the message comes here.
 */
function nameTest(names: readonly string[], prefixes: Readonly<Record<string, string>>): NameTest {
  const matches = compileNames(names);
  const withServer = compileNames(names.filter((name) => name.includes("/")));
  const prefixOf = new Map(Object.entries(prefixes));
  return (name, server) => {
    if (matches(name)) return true;
    if (server === undefined) return false;
    const prefix = prefixOf.get(server);
    return withServer(`${server}/${name}`) || (prefix !== undefined && matches(prefix + name));
  };
}

/** A condition that names one spelling of a URI names the resource, however a request spells it. */
function uriTest(names: readonly string[]): NameTest {
  const matches = compileNames(names);
  return (uri) => matches(uri) || uriSpellings(uri).some(matches);
}

function namesSomething(condition: Condition): boolean {
  return given(condition.tools) || given(condition.prompts) || given(condition.resources);
}

/** A missing value never matches, as in ContextForge. */
function contextTest(
  list: readonly string[],
  read: (context: GlobalContext) => string | undefined,
): ConditionTest {
  const matches = compileNames(list);
  return (_, context) => {
    const value = read(context);
    return value !== undefined && matches(value);
  };
}

/** A pattern without `*` and `?` is a substring, as in ContextForge; others are globs for the whole user. */
function userTest(patterns: readonly string[]): ConditionTest {
  const tests = patterns.map((pattern) =>
    isGlob(pattern) ? compileGlob(pattern) : (user: string) => user.includes(pattern),
  );
  return (_, context) => userNames(context.user).some((user) => tests.some((matches) => matches(user)));
}

/** ContextForge compares patterns with an object user's keys, which no pattern means: its values are compared here. */
function userNames(user: string | JsonObject | undefined): string[] {
  if (typeof user === "string") return [user];
  if (user === undefined || user === null) return [];
  return [user["email"], user["user_id"]].filter((value) => typeof value === "string");
}

function contentTypeTest(list: readonly string[]): ConditionTest {
  const matches = compileNames(list.map(bareContentType));
  return (_, context) => context.content_type !== undefined && matches(bareContentType(context.content_type));
}

function bareContentType(value: string): string {
  const end = value.indexOf(";");
  return (end === -1 ? value : value.slice(0, end)).trim().toLowerCase();
}
