import { createHash, createHmac } from "node:crypto";

/**
 * The form of a record's line. It is JSON whose last member is
 * `"unmapped":{…,"chain":{"id","alg","prev","hash"}}`. `hash` is taken over the line's own bytes before `,"hash":`, in
 * which `prev` is the hash of the line before, so that each hash covers all that came before it. The bytes are the
 * canonical form: nobody has to write the JSON anew to check it.
 */

/** Where a chain stands. */
export interface ChainHead {
  /** Of the chain; a new one has a new one. */
  readonly id: string;
  /** Of the last record; 0 before the first. */
  readonly sequence: number;
  /** Of the last record, 64 hexadecimal digits. */
  readonly hash: string;
}

/** What the first record of a chain has before it. */
export const noHash = "0".repeat(64);

/** Takes the hash of a line's bytes. */
export interface Hashing {
  readonly alg: "sha256" | "hmac-sha256";
  hash(bytes: Uint8Array | string): string;
}

/** SHA-256, or with a key its HMAC. */
export function hashing(key: Uint8Array | undefined): Hashing {
  return key === undefined
    ? { alg: "sha256", hash: (bytes) => createHash("sha256").update(bytes).digest("hex") }
    : { alg: "hmac-sha256", hash: (bytes) => createHmac("sha256", key).update(bytes).digest("hex") };
}

/** A record before it has its place: an OCSF event, and what OCSF has no field for. */
export interface AuditRecord {
  readonly event: { readonly metadata: object; readonly [field: string]: unknown };
  readonly unmapped: object;
}

/** Gives a record the next place in the chain. */
export function chainLine(
  { event, unmapped }: AuditRecord,
  head: ChainHead,
  hashing: Hashing,
): { readonly line: string; readonly head: ChainHead } {
  const sequence = head.sequence + 1;
  const whole = JSON.stringify({ ...event, metadata: { ...event.metadata, sequence } });
  const members = JSON.stringify({ plugins_adapter: unmapped }).slice(1, -1);
  const chain = `"chain":{"id":"${head.id}","alg":"${hashing.alg}","prev":"${head.hash}"`;
  const covered = `${whole.slice(0, -1)},"unmapped":{${members},${chain}`;
  const hash = hashing.hash(covered);
  return { line: `${covered},"hash":"${hash}"}}}\n`, head: { id: head.id, sequence, hash } };
}

/** A line as it was found; none of it is proven. */
export interface FoundRecord extends ChainHead {
  readonly alg: string;
  readonly prev: string;
  /** It is the first one of its file. */
  readonly opensFile: boolean;
  /** The bytes that the hash covers. */
  readonly covered: Uint8Array;
}

const end = /^,"hash":"([0-9a-f]{64})"\}\}\}$/;
/** Of what `end` matches. */
const endBytes = 77;

/** Reads a line without its line end. Undefined: it does not have the form of a record. */
export function readLine(line: Uint8Array): FoundRecord | undefined {
  const split = line.length - endBytes;
  if (split <= 0) return undefined;
  const covered = line.subarray(0, split);
  const hash = end.exec(Buffer.from(line.subarray(split)).toString("latin1"))?.[1];
  if (hash === undefined) return undefined;
  let record: unknown;
  try {
    record = JSON.parse(Buffer.from(line).toString("utf8"));
  } catch {
    return undefined;
  }
  const sequence = member(member(record, "metadata"), "sequence");
  const unmapped = member(record, "unmapped");
  const chain = member(unmapped, "chain");
  const [id, alg, prev] = [member(chain, "id"), member(chain, "alg"), member(chain, "prev")];
  if (typeof sequence !== "number" || !Number.isSafeInteger(sequence) || sequence < 1) return undefined;
  if (typeof id !== "string" || typeof alg !== "string" || typeof prev !== "string") return undefined;
  const opensFile = member(member(unmapped, "plugins_adapter"), "opens_file") === true;
  return { id, sequence, hash, alg, prev, opensFile, covered };
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** Why a record does not follow another. */
export type BreakKind = "hash" | "key" | "sequence" | "link" | "chain";

/** Whether a record is what its hash says, and follows `before`. Undefined: it is and does. */
export function brokenAt(
  found: FoundRecord,
  before: ChainHead | undefined,
  hashing: Hashing,
): BreakKind | undefined {
  if (found.alg !== hashing.alg) return "key";
  if (hashing.hash(found.covered) !== found.hash) return "hash";
  if (before === undefined) return undefined;
  if (found.id !== before.id) return "chain";
  if (found.sequence !== before.sequence + 1) return "sequence";
  return found.prev === before.hash ? undefined : "link";
}
