/** Labelled rows: one JSON object a line, gzipped or not. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { z } from "zod";

const row = z.object({
  id: z.string(),
  text: z.string(),
  /** 1: should be flagged; 0: should pass. */
  label: z.union([z.literal(0), z.literal(1)]).optional(),
  category: z.string().default("(none)"),
  source: z.string().default("(none)"),
  /** Positions in code points; `end` is exclusive. */
  spans: z.array(z.object({ type: z.string(), start: z.int().min(0), end: z.int().min(0) })).optional(),
});
export type CorpusRow = z.output<typeof row>;

/** Where the corpora are: `CORPORA`, else ../shared/corpora beside the project. */
export function corporaFolder(): string {
  const named = process.env.CORPORA;
  return named ? resolve(named) : fileURLToPath(new URL("../../../shared/corpora", import.meta.url));
}

/** The rows of a file of the corpora's folder, or of any file by its path; undefined where there is none. */
export function readCorpus(name: string): readonly CorpusRow[] | undefined {
  const inFolder = join(corporaFolder(), name);
  const file = existsSync(inFolder) ? inFolder : existsSync(name) ? name : undefined;
  if (file === undefined) return undefined;
  const bytes = readFileSync(file);
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => row.parse(JSON.parse(line)));
}

/**
 * Whether a row is kept from those who write rules: a quarter of the sources' groups, chosen by a hash of the group's
 * name, so that no variant of one text stands on both sides. Figures of held-out rows are told apart, and their misses
 * are never printed.
 */
export function isHeldOut(group: string): boolean {
  // FNV-1a: any fixed hash does, as long as nobody picks the groups by hand
  let hash = 0x811c9dc5;
  for (let index = 0; index < group.length; index++) {
    hash = Math.imul(hash ^ group.charCodeAt(index), 0x01000193) >>> 0;
  }
  return ((hash ^ (hash >>> 15)) >>> 0) % 4 === 0;
}
