/** The file that a run leaves in .cache/bench: what each field is stands beside it. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { caseNames } from "./cases.ts";
import { pluginSets } from "./plugins.ts";
import { loadResult } from "./programs.ts";
import { subjectNames } from "./subjects.ts";

const spread = z
  .strictObject({ median: z.number(), min: z.number(), max: z.number() })
  .describe("Over the repetitions: the median; the least and the most, which are the noise");
export type Spread = z.infer<typeof spread>;

const phase = z
  .strictObject({
    adapterCpu: spread.optional().describe("CPU an exchange of the adapter or peer"),
    envoyCpu: spread.optional().describe("CPU an exchange of Envoy"),
    p50: spread,
    p99: spread,
    addedP50: spread.optional().describe("Over Envoy alone in the same repetition; absent of Envoy alone"),
    addedP99: spread.optional(),
    perSecond: spread.describe("Exchanges a second"),
  })
  .describe("In microseconds, unless said otherwise");
export type Phase = z.infer<typeof phase>;

const cell = {
  case: z.enum(caseNames),
  subject: z.enum(subjectNames),
  plugins: z.enum(pluginSets).describe("A key of `plugins`; of a peer those of its own"),
};

const figures = z.strictObject({
  ...cell,
  errors: z.int().describe("In all repetitions"),
  firstError: z.string().optional(),
  saturated: phase.optional().describe("As fast as the connections ask; absent for open event streams"),
  atRate: phase.describe("At a fixed rate; of open event streams, for each event"),
  peakMiB: z.number().optional().describe("Most resident memory of the adapter or peer while measured"),
  afterMiB: z.number().optional().describe("What it had after the last repetition"),
});
export type Figures = z.infer<typeof figures>;

const aim = z.strictObject({
  aim: z.string(),
  found: spread,
  unit: z.string(),
  bound: z.strictObject({ kind: z.enum(["at most", "at least"]), value: z.number() }),
  met: z.boolean().describe("Whether the median keeps the bound"),
});
export type Aim = z.infer<typeof aim>;

const report = z.strictObject({
  machine: z.record(z.string(), z.string()).describe("Machine, versions, commit, what was started"),
  size: z.enum(["quick", "full"]),
  pinned: z.boolean().describe("Envoys, upstream and load on core 0, adapters and peers on core 1"),
  sizes: z.record(z.string(), z.number()).describe("`Size` of measure.ts"),
  plugins: z.record(z.string(), z.array(z.string())).describe("Kinds of each set of plugins"),
  figures: z.array(figures),
  aims: z.array(aim),
  runs: z
    .array(
      z.strictObject({
        ...cell,
        repetition: z.int(),
        saturated: loadResult.optional(),
        atRate: loadResult,
      }),
    )
    .describe("Each repetition as it was measured"),
});
export type Report = z.infer<typeof report>;

/** Throws what is wrong with the file. */
export function readReport(path: string): Report {
  return report.parse(JSON.parse(readFileSync(path, "utf8")));
}
