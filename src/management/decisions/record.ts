import type { ExecutionRecord, GlobalContext, JsonObject, PluginViolation } from "../../framework/index.ts";
import { type DecisionLeg, type DecisionSource, headerValue } from "../../inspection/exchange-state.ts";
import type { Decision } from "../../inspection/verdict.ts";

/** One run of a plugin for a message. */
export interface RunOfDecision {
  readonly plugin: string;
  readonly hook: string;
  readonly mode: string;
  readonly verdict: ExecutionRecord["verdict"];
  readonly action: ExecutionRecord["action"];
  readonly modified: boolean;
  readonly duration_ns: number;
  /** Of its violation. */
  readonly code?: string;
  /** Its words, which may quote the payload; only where the configuration asks for them. */
  readonly violation?: ViolationText;
}

export interface ViolationText {
  readonly reason: string;
  readonly description: string;
  readonly details: JsonObject;
}

/** What `/decisions` tells of one message that was decided; for a fire_and_forget plugin, of its run alone. */
export interface DecisionRecord {
  /** Rises with time within one process; begins with a word that is the process's own. */
  readonly id: string;
  /** ISO 8601. */
  readonly time: string;
  readonly exchange: string;
  /** `x-request-id` of the request, by which Envoy's access log names it. */
  readonly request_id?: string;
  /** JSON-RPC id, as it stood in the source. */
  readonly jsonrpc_id?: string;
  /** `background`: a fire_and_forget plugin, whose run decides nothing. */
  readonly leg: DecisionLeg | "background";
  /** Envoy's body mode for this direction. */
  readonly body_mode?: string;
  readonly method?: string;
  /** Tool or prompt name, or resource URI without query. */
  readonly name?: string;
  readonly verdict: ExecutionRecord["verdict"];
  readonly action: Decision["action"];
  /** That denied, or whose verdict was recorded. */
  readonly plugin?: string;
  readonly code?: string;
  readonly retry_delay_ms?: number;
  /** Of all runs together. */
  readonly duration_ns: number;
  readonly runs: readonly RunOfDecision[];
  /** Plain allows that are not in `runs`, as there are too many. */
  readonly runs_left_out?: number;
}

/** What is the history's to say of a record. */
export type Stamp = Pick<DecisionRecord, "id" | "time">;

/** Most runs that a record has: some messages run a hook for each of their parts. */
const mostRuns = 100;
/** Most characters of violations' words in one record. */
const mostWords = 16_384;
/** Longest text that a client chose, characters. */
const longestText = 256;

/** @param words whether violations' words are told */
export function recordOf(
  stamp: Stamp,
  decision: Decision,
  source: DecisionSource,
  words: boolean,
): DecisionRecord {
  const { context, requestHeaders, leg, bodyMode, rawId, executions } = source;
  const told = executions.length > mostRuns ? notable(executions) : executions;
  const requestId = headerValue(requestHeaders, "x-request-id");
  const { method, ...rest } = decision;
  return {
    ...stamp,
    exchange: context.request_id,
    ...(requestId !== undefined && { request_id: requestId.slice(0, longestText) }),
    ...(rawId !== undefined && { jsonrpc_id: rawId.slice(0, longestText) }),
    leg,
    ...(bodyMode !== undefined && { body_mode: bodyMode }),
    ...(method !== undefined && { method: method.slice(0, longestText) }),
    ...rest,
    duration_ns: durationOf(executions),
    runs: runsOf(told, words),
    ...(told !== executions && { runs_left_out: executions.length - told.length }),
  };
}

/** The record of a run that came to its end after its message was decided. */
export function backgroundRecord(
  stamp: Stamp,
  run: ExecutionRecord,
  { request_id: exchange }: GlobalContext,
  words: boolean,
): DecisionRecord {
  const { plugin, verdict, violation, duration_ns } = run;
  return {
    ...stamp,
    exchange,
    leg: "background",
    verdict,
    action: verdict === "allow" ? "allowed" : "recorded",
    plugin,
    ...(violation && { code: violation.code }),
    duration_ns,
    runs: runsOf([run], words),
  };
}

function durationOf(executions: readonly ExecutionRecord[]): number {
  let sum = 0;
  for (const { duration_ns } of executions) sum += duration_ns;
  return sum;
}

function notable(executions: readonly ExecutionRecord[]): readonly ExecutionRecord[] {
  return executions.filter(({ verdict, modified }) => verdict !== "allow" || modified).slice(0, mostRuns);
}

function runsOf(executions: readonly ExecutionRecord[], words: boolean): RunOfDecision[] {
  let room = words ? mostWords : 0;
  return executions.map((execution) => {
    if (execution.violation === undefined) return execution;
    const { violation, ...run } = execution;
    const { code } = violation;
    const text = room > 0 ? textOf(violation) : undefined;
    if (text === undefined || text.length > room) return { ...run, code };
    room -= text.length;
    return { ...run, code, violation: JSON.parse(text) as ViolationText };
  });
}

/** Undefined: what a plugin wrote cannot be written down, which is no reason to hold up its message. */
function textOf({ reason, description, details }: PluginViolation): string | undefined {
  try {
    return JSON.stringify({ reason, description, details });
  } catch {
    return undefined;
  }
}
