/** A run: cases from a seed, through the adapter and to every reader, and what does not hold. */
import { type Adapter, startAdapter } from "./adapter.ts";
import { type Find, signature } from "./find.ts";
import { caseOf, type FuzzCase } from "./generate/case.ts";
import { judgeAdapter } from "./judge-adapter.ts";
import { judgeReadings } from "./judge-readings.ts";
import type { Oracle } from "./oracles.ts";
import { randomFrom } from "./random.ts";
import { shrunk } from "./shrink.ts";

export type FuzzFind = Find & {
  /** Of the case: `caseOf(seed)` makes it again. */
  readonly seed: number;
  /** The case with as few bytes as show the same. */
  readonly smallest: FuzzCase;
};

export type FuzzRun = {
  readonly cases: number;
  /** Cases of which something went on. */
  readonly forwarded: number;
  /** Messages that each reader read. */
  readonly readings: ReadonlyMap<string, number>;
  readonly finds: readonly FuzzFind[];
};

export type FuzzOptions = {
  /** Cases after which the run ends. */
  readonly cases: number;
  /** Asked every so many cases whether the run ends now. */
  readonly until?: () => boolean;
  /** Finds after which it ends. */
  readonly most?: number;
  /** Whether finds are made smaller. */
  readonly shrink?: boolean;
  /** The `adapter:` section of the configuration that is tried. */
  readonly settings?: Parameters<typeof startAdapter>[0];
};

/** Cases that are under way together: readers work while the adapter does. */
const atOnce = 100;

/** Runs cases of a seed. Finds of the same kind by the same reader are told once. */
export async function fuzz(
  seed: number,
  oracles: readonly Oracle[],
  { cases, until = () => false, most = 20, shrink = true, settings = {} }: FuzzOptions,
): Promise<FuzzRun> {
  const random = randomFrom(seed);
  const adapter = await startAdapter(settings);
  const readings = new Map<string, number>();
  const finds = new Map<string, FuzzFind>();
  let ran = 0;
  let forwarded = 0;
  while (ran < cases && !until() && finds.size < most) {
    const seeds = Array.from({ length: Math.min(atOnce, cases - ran) }, () => random.below(2 ** 32));
    const judged: ReturnType<typeof judge>[] = [];
    for (const own of seeds) judged.push(judge(adapter, oracles, caseOf(own), readings));
    for (const [index, { finds: broken, went }] of (await Promise.all(judged)).entries()) {
      ran++;
      if (went) forwarded++;
      for (const find of broken) {
        const key = signature(find);
        if (finds.has(key)) continue;
        const one = caseOf(seeds[index] as number);
        const shows = async (smaller: FuzzCase): Promise<boolean> =>
          (await judgeOne(adapter, oracles, smaller)).some((it) => signature(it) === key);
        const smallest = shrink ? await shrunk(one, shows) : one;
        finds.set(key, { ...find, seed: seeds[index] as number, smallest });
      }
    }
  }
  return { cases: ran, forwarded, readings, finds: [...finds.values()] };
}

/** What does not hold of one case. */
export async function judgeOne(adapter: Adapter, oracles: readonly Oracle[], one: FuzzCase): Promise<Find[]> {
  return (await judge(adapter, oracles, one, new Map())).finds;
}

async function judge(
  adapter: Adapter,
  oracles: readonly Oracle[],
  one: FuzzCase,
  counts: Map<string, number>,
): Promise<{ finds: Find[]; went: boolean }> {
  const outcome = await adapter.drive(one);
  const finds = judgeAdapter(one, outcome, adapter.settings);
  const { forwarded, pieces } = outcome;
  if (forwarded === undefined) return { finds, went: false };
  const readings = new Map(
    await Promise.all(
      oracles.map(async (oracle) => [oracle.name, await oracle.read(one, forwarded, pieces)] as const),
    ),
  );
  for (const [name, read] of readings) counts.set(name, (counts.get(name) ?? 0) + read.length);
  return { finds: [...finds, ...judgeReadings(one, forwarded, readings, adapter.settings)], went: true };
}
