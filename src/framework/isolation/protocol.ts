import type { PluginEntry } from "../config/entry.ts";
import type { KeyPath } from "../config/problem.ts";
import type { HookFamily } from "../hook-definition.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { isJsonObject, isPlainObject } from "../json-check.ts";
import type { KindProblem } from "../kind-problem.ts";
import type { PluginLog } from "../plugin.ts";
import type { Unanswered } from "../timeout.ts";

/** Which plugin a process runs, and where it may come from. */
export interface PluginOrder {
  /** The entry as if it were not isolated: kind and config are the inner plugin's. */
  readonly entry: PluginEntry;
  /** URLs of modules whose exports are plugin definitions. */
  readonly definitionModules: readonly string[];
  readonly pluginDirs: readonly string[];
  /** Hooks of the host program. Their schemas stay there: the adapter's side checks edits. */
  readonly hooks: readonly HookOrder[];
}

export interface HookOrder {
  readonly name: string;
  readonly family: HookFamily;
  readonly writable: readonly string[];
}

/** How far to go: `checked`: kind, hooks and config; `created`: an instance, too; `running`: initialised. */
export type Stage = "checked" | "created" | "running";

/** A plugin's own state and metadata, and the exchange's. */
export interface CallContext {
  readonly state: JsonObject;
  readonly metadata: JsonObject;
  /** ContextForge's global context, with state and metadata. */
  readonly global: JsonObject;
}

/** To the process. Each is answered once, `abort` and `end` excepted. */
export type Request =
  | { readonly type: "start"; readonly id: number; readonly stage: Stage; readonly order: PluginOrder }
  | {
      readonly type: "call";
      readonly id: number;
      readonly hook: string;
      readonly payload: JsonObject;
      readonly context: CallContext;
    }
  | { readonly type: "health"; readonly id: number }
  | { readonly type: "shutdown"; readonly id: number }
  | { readonly type: "abort"; readonly id: number; readonly end: Unanswered };

/** From the process. `error` is what was thrown. */
export type Reply =
  | { readonly id: number; readonly ok: true; readonly value: JsonValue }
  | { readonly id: number; readonly ok: false; readonly error: RemoteError };

/** Class and message of what was thrown, and the place in the plugin's code if it is known. */
export interface RemoteError {
  readonly name: string;
  readonly message: string;
  readonly at?: string | undefined;
}

/** Answer to `start`. `hooks`: those that the kind or, from `created` on, the instance implements. */
export interface Started {
  readonly problems: readonly KindProblem[];
  readonly warnings: readonly KindProblem[];
  readonly hooks: readonly string[] | "any";
}

/** Answer to `call`: the plugin's result, and the top-level keys of its contexts that it changed. */
export interface Answered {
  /** Undefined: nothing was returned. A text: something that is no result. */
  readonly result: JsonValue | undefined;
  readonly changes: Readonly<Partial<Record<ContextPart, ContextChange>>>;
}

const contextParts = ["state", "metadata", "global_state", "global_metadata"] as const;
export type ContextPart = (typeof contextParts)[number];

export interface ContextChange {
  readonly set: JsonObject;
  readonly deleted: readonly string[];
}

export type LogLevel = keyof PluginLog;
export const logLevels: readonly LogLevel[] = ["debug", "info", "warn", "error"];

export interface LogLine {
  readonly level: LogLevel;
  readonly fields: JsonObject;
  readonly message: string;
}

/** Undefined for what is no reply. The process runs code that nobody trusts: all of it may be lies. */
export function readReply(value: unknown): Reply | undefined {
  if (!isPlainObject(value)) return undefined;
  const { id, ok, error } = value;
  if (!Number.isSafeInteger(id)) return undefined;
  if (ok === true) return { id: id as number, ok, value: (value["value"] ?? null) as JsonValue };
  if (ok !== false || !isPlainObject(error)) return undefined;
  const { name, message, at } = error;
  if (typeof name !== "string" || typeof message !== "string") return undefined;
  return { id: id as number, ok, error: { name, message, at: isFrame(at) ? at : undefined } };
}

function isFrame(value: unknown): value is string {
  return typeof value === "string" && /^at [^\p{C}]{1,297}$/u.test(value);
}

/** Undefined for what is no answer to `start`. */
export function readStarted(value: unknown): Started | undefined {
  if (!isPlainObject(value)) return undefined;
  const { hooks } = value;
  const problems = readProblems(value["problems"]);
  const warnings = readProblems(value["warnings"]);
  if (problems === undefined || warnings === undefined) return undefined;
  if (hooks !== "any" && !isStrings(hooks)) return undefined;
  return { problems, warnings, hooks };
}

const maxProblems = 1000;

function readProblems(value: unknown): KindProblem[] | undefined {
  if (!Array.isArray(value) || value.length > maxProblems) return undefined;
  const problems = value.map((problem: unknown) => {
    if (!isPlainObject(problem) || typeof problem["message"] !== "string") return undefined;
    const { path } = problem;
    if (!Array.isArray(path) || !path.every((key) => typeof key === "string" || typeof key === "number"))
      return undefined;
    return { message: problem["message"], path: path as KeyPath };
  });
  return problems.every((problem) => problem !== undefined) ? problems : undefined;
}

/** Undefined for what is no answer to `call`. The result itself is the executor's to read. */
export function readAnswered(value: unknown): Answered | undefined {
  if (!isPlainObject(value)) return undefined;
  const given = value["changes"] ?? {};
  if (!isPlainObject(given)) return undefined;
  const changes: Partial<Record<ContextPart, ContextChange>> = {};
  for (const part of contextParts) {
    const change = given[part];
    if (change === undefined) continue;
    if (!isPlainObject(change) || !isJsonObject(change["set"]) || !isStrings(change["deleted"]))
      return undefined;
    changes[part] = { set: change["set"], deleted: change["deleted"] };
  }
  return { result: value["result"] as JsonValue | undefined, changes };
}

/** Undefined for what is no log line. */
export function readLogLine(value: unknown): LogLine | undefined {
  if (!isPlainObject(value)) return undefined;
  const { level, fields, message } = value;
  const known = logLevels.find((name) => name === level);
  if (known === undefined || typeof message !== "string" || !isJsonObject(fields)) return undefined;
  return { level: known, fields, message };
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}
