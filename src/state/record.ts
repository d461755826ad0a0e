import { z } from "zod";

/** What is remembered of a request, for whoever reads its answer in another exchange. */
export interface RequestRecord {
  readonly method: string;
  /** Tool or prompt name, or resource URI; as forwarded. */
  readonly subject?: string;
  /** The task that it asks about: what `taskRef` gave. */
  readonly task?: TaskRef;
}

/** What is remembered of a task: the request that it was made by. */
export type TaskRecord = Pick<RequestRecord, "method" | "subject">;

/** A task's place in the store. It says nothing about the task's id, and may be kept in a record. */
export type TaskRef = string & { readonly kind?: "task" };

const longestMethod = 256;
const longestSubject = 4096;
/** Of a record's text, in UTF-16 units; a longer one is none of ours. */
const longestRecord = 32 * 1024;

/** Short names: there may be a hundred thousand. `v` is for what a later version writes. */
const stored = z.strictObject({
  v: z.literal(1),
  m: z.string().min(1).max(longestMethod),
  s: z.string().max(longestSubject).optional(),
  t: z
    .string()
    .regex(/^task:[A-Za-z0-9_-]{43}$/)
    .optional(),
});

/** The record as text; undefined where a part is too long to be kept. */
export function writeRecord({ method, subject, task }: RequestRecord): string | undefined {
  const record = { v: 1, m: method, s: subject, t: task };
  return stored.safeParse(record).success ? JSON.stringify(record) : undefined;
}

/** Undefined for what is no record of this version: what comes from Redis may be anybody's. */
export function readRecord(text: string): RequestRecord | undefined {
  if (text.length > longestRecord) return undefined;
  const reading = stored.safeParse(parse(text));
  if (!reading.success) return undefined;
  const { m: method, s: subject, t: task } = reading.data;
  return { method, ...(subject !== undefined && { subject }), ...(task !== undefined && { task }) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
