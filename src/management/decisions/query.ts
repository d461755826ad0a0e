import { z } from "zod";
import type { DecisionRecord } from "./record.ts";

/** What `GET /decisions` was asked for. */
export interface DecisionQuery {
  fits(record: DecisionRecord): boolean;
  /** Only what was decided at this time or later, milliseconds since 1970. */
  readonly since: number | undefined;
  /** At most so many, the latest ones; 1000 at most, as writing an answer keeps exchanges waiting. */
  readonly limit: number;
}

export const verdicts = ["allow", "deny", "error", "timeout", "cancelled"] as const;
export const actions = ["allowed", "modified", "answered", "recorded", "denied"] as const;

const text = z.string().max(512).optional();
const shape = z.strictObject({
  plugin: text,
  hook: text,
  verdict: z.enum(verdicts).optional(),
  action: z.enum(actions).optional(),
  method: text,
  name: text,
  exchange: text,
  since: z.iso.datetime({ offset: true }).optional(),
  limit: z
    .string()
    .regex(/^([1-9][0-9]{0,2}|1000)$/, "a number from 1 to 1000")
    .default("100"),
  stream: z.literal(["", "1", "true"]).optional(),
});

/** Reads the query; a text says what is wrong with it. Empty values do not count. */
export function readQuery(given: URLSearchParams): DecisionQuery | string {
  const read = shape.safeParse(
    Object.fromEntries([...given].filter(([key, value]) => value !== "" || key === "stream")),
  );
  if (!read.success) {
    return read.error.issues
      .map(({ path, message, ...issue }) =>
        issue.code === "unrecognized_keys"
          ? `unknown filter: ${issue.keys.join(", ").slice(0, 200)}`
          : `${path.join(".")}: ${message}`,
      )
      .join("; ");
  }
  const { since, limit, stream: _, ...wanted } = read.data;
  return {
    fits: (record) => fits(record, wanted),
    since: since === undefined ? undefined : Date.parse(since),
    limit: Number(limit),
  };
}

type Wanted = Omit<z.output<typeof shape>, "since" | "limit" | "stream">;

/** Plugin, hook, verdict and action may be those of one of its runs; verdict and action the message's too. */
function fits(record: DecisionRecord, wanted: Wanted): boolean {
  const { method, name, exchange } = wanted;
  if (method !== undefined && record.method !== method) return false;
  if (name !== undefined && record.name !== name) return false;
  if (exchange !== undefined && record.exchange !== exchange) return false;
  if (record.runs.some((run) => runFits(run, record, wanted))) return true;
  return (
    wanted.hook === undefined && runFits({ hook: "", plugin: record.plugin ?? "", ...record }, record, wanted)
  );
}

interface Part {
  readonly plugin: string;
  readonly hook: string;
  readonly verdict: string;
  readonly action: string;
}

function runFits(part: Part, record: DecisionRecord, { plugin, hook, verdict, action }: Wanted): boolean {
  return (
    (plugin === undefined || part.plugin === plugin) &&
    (hook === undefined || part.hook === hook) &&
    (verdict === undefined || part.verdict === verdict || record.verdict === verdict) &&
    (action === undefined || part.action === action || record.action === action)
  );
}
