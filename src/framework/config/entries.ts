import type { z } from "zod";
import { hookNamed } from "../hooks.ts";
import type { JsonObject } from "../json.ts";
import { check } from "./check.ts";
import { foundText } from "./describe-issue.ts";
import type { Condition, PluginEntry } from "./entry.ts";
import { keyIn, type LocatedMapping, type LocatedNode, locationOf, nodeAt, toObject } from "./located.ts";
import { type ConfigProblem, type KeyPath, quote } from "./problem.ts";
import { externalEntryKeys, modeAliases, pluginEntrySchema } from "./schema.ts";

/** The `plugins` list of a document. */
export interface EntriesReading {
  /** Its entries with their indexes; of an entry with problems what is good in it, if it has a kind. */
  readonly positions: ReadonlyMap<PluginEntry, number>;
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
}

/** Checks the `plugins` list of a merged document; all entries are looked at, whatever is wrong with one. */
export function checkEntries(root: LocatedMapping, tolerant: boolean): EntriesReading {
  const list = nodeAt(root, ["plugins"]);
  const positions = new Map<PluginEntry, number>();
  if (list?.kind !== "sequence") {
    if (list?.kind === "scalar" && list.state === "bad") return { positions, problems: [], warnings: [] };
    const found = list === undefined ? "no `plugins`" : foundText(list, ["plugins"]);
    const expected = "a list of plugins; `plugins: []` to run without any";
    const problem = { ...locationOf(root, ["plugins"]), key: "plugins", found, expected };
    return { positions, problems: [problem], warnings: [] };
  }
  const problems = duplicateNames(root, list.items);
  const warnings: ConfigProblem[] = [];
  /** What is wrong with the server of a plugin that is switched off does not stop the start. */
  const sort = (found: readonly ConfigProblem[], resting: boolean, path: KeyPath) => {
    const blocks = externalEntryKeys.map((key) => keyIn(root, [...path, key]));
    for (const problem of found) {
      const ofServer = blocks.some((block) => problem.key.startsWith(block));
      (resting && ofServer ? warnings : problems).push(problem);
    }
  };
  if (list.items.length === 0) {
    warnings.push({
      ...locationOf(root, ["plugins"]),
      key: "plugins",
      found: "no plugin",
      expected: "at least one: nothing is inspected without",
    });
  }
  for (const [index, node] of list.items.entries()) {
    const path = ["plugins", index];
    const checked = check(pluginEntrySchema, root, path, tolerant);
    warnings.push(...checked.warnings);
    if (!checked.ok) sort(checked.problems, isResting(node), path);
    const external = checkExternal(root, index, node, tolerant);
    const value = checked.ok ? checked.value : salvage(node, keyIn(root, path));
    // Nothing more can be said of an external plugin whose server is unknown.
    const reachable = value?.kind !== "external" || value.mode === "disabled" || hasServer(value);
    if (value !== undefined && reachable) positions.set(entryOf(value, node), index);
    problems.push(...external.problems);
    warnings.push(...external.warnings);
  }
  return { positions, problems, warnings };
}

type ParsedEntry = z.output<typeof pluginEntrySchema>;

/** A bad entry without the keys that are bad. An entry without a name is called by its place. */
function salvage(node: LocatedNode, place: string): ParsedEntry | undefined {
  if (node.kind !== "mapping") return undefined;
  const value = toObject(node);
  for (const issue of pluginEntrySchema.safeParse(value).error?.issues ?? []) {
    const bad = issue.path.length === 0 && issue.code === "unrecognized_keys" ? issue.keys : [issue.path[0]];
    for (const key of bad) delete value[String(key)];
  }
  value["name"] ??= place;
  return pluginEntrySchema.safeParse(value).data;
}

function entryOf(parsed: ParsedEntry, node: LocatedNode): PluginEntry {
  const mode = modeAliases[parsed.mode] ?? (parsed.mode as PluginEntry["mode"]);
  const { name, kind, tags, hooks, priority } = parsed;
  return {
    name,
    kind,
    ...present("description", parsed.description),
    ...present("version", parsed.version),
    ...present("author", parsed.author),
    ...present("namespace", parsed.namespace),
    tags,
    hooks: hooks.map(hookNamed),
    mode,
    onError: parsed.on_error ?? (mode === "enforce_ignore_error" ? "ignore" : "fail"),
    priority,
    conditions: parsed.conditions.map(conditionOf),
    config: (parsed.config ?? {}) as JsonObject,
    ...(parsed.called_only && { calledOnly: true }),
    ...(parsed.services && { services: parsed.services }),
    ...(kind === "external" && {
      ...(parsed.mcp && { mcp: parsed.mcp }),
      ...(parsed.grpc && { grpc: parsed.grpc }),
      ...(parsed.unix_socket && { unix_socket: parsed.unix_socket }),
      stated: node.kind === "mapping" ? statedKeys(node) : [],
    }),
    source: { file: node.at.file, line: node.at.line },
  };
}

function statedKeys(node: LocatedMapping): string[] {
  return [...node.members].filter(([, member]) => !isEmpty(member.node)).map(([key]) => key);
}

function conditionOf({ agents: _, ...fields }: ParsedEntry["conditions"][number]): Condition {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}

function present<K extends string>(key: K, value: string | null | undefined): { [P in K]?: string } {
  return (value === null || value === undefined ? {} : { [key]: value }) as { [P in K]?: string };
}

function duplicateNames(root: LocatedMapping, items: readonly LocatedNode[]): ConfigProblem[] {
  const first = new Map<unknown, number>();
  const problems: ConfigProblem[] = [];
  for (const [index, item] of items.entries()) {
    const name = nodeAt(item, ["name"]);
    if (name?.kind !== "scalar" || typeof name.value !== "string" || name.state !== undefined) continue;
    const earlier = first.get(name.value);
    if (earlier === undefined) {
      first.set(name.value, index);
      continue;
    }
    const path = ["plugins", index, "name"];
    const at = locationOf(root, ["plugins", earlier, "name"]);
    const found = name.secret ? "a name that is taken" : `the name ${quote(name.value)} again`;
    problems.push({
      ...locationOf(root, path),
      key: keyIn(root, path),
      found,
      expected: `a name that ${at.file}:${at.line} does not have`,
    });
  }
  return problems;
}

/**
 * What the schema of an entry cannot say: an external plugin has one block for its server, no other has any. One that is switched off
 * does not stop the start.
 */
function checkExternal(
  root: LocatedMapping,
  index: number,
  node: LocatedNode,
  tolerant: boolean,
): { problems: ConfigProblem[]; warnings: ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const warnings: ConfigProblem[] = [];
  const given = externalEntryKeys.filter((key) => !isEmpty(nodeAt(node, [key])));
  const at = (key: string) => ({
    ...locationOf(root, ["plugins", index, key]),
    key: keyIn(root, ["plugins", index, key]),
  });
  if (!holds(node, "kind", "external")) {
    for (const key of given) {
      (tolerant ? warnings : problems).push({
        ...at(key),
        found: `\`${key}\``,
        expected: "it only with `kind: external`",
      });
    }
    return { problems, warnings };
  }
  const report = isResting(node) ? warnings : problems;
  for (const key of given.slice(1))
    report.push({ ...at(key), found: `\`${key}\` beside \`${given[0]}\``, expected: "one of them" });
  if (given.length === 0)
    report.push({
      ...at("kind"),
      found: "no `mcp`, `grpc` or `unix_socket` block",
      expected: "one with `kind: external`",
    });
  return { problems, warnings };
}

function hasServer({ mcp, grpc, unix_socket }: ParsedEntry): boolean {
  return Boolean(mcp ?? grpc ?? unix_socket);
}

function isResting(node: LocatedNode): boolean {
  return holds(node, "mode", "disabled") && holds(node, "kind", "external");
}

function holds(node: LocatedNode, key: string, value: string): boolean {
  const found = nodeAt(node, [key]);
  return found?.kind === "scalar" && found.value === value;
}

function isEmpty(node: LocatedNode | undefined): boolean {
  return node === undefined || (node.kind === "scalar" && node.value === null);
}
