/** One repetition of one cell: as fast as it can, then at a fixed rate. */
import { type BenchCase, benchCases } from "./cases.ts";
import { type Expected, inspected, unchanged } from "./expect.ts";
import { cores, type Fleet } from "./fleet.ts";
import type { Cell } from "./matrix.ts";
import { type LoadResult, type LoadSpec, runLoad } from "./programs.ts";
import { subjects } from "./subjects.ts";

export type Size = {
  readonly repetitions: number;
  /**
   * Before anything is measured, requests for so long, or so many where that is sooner: V8 compiles again and again over
   * ten thousand requests and more. Later cases of the same process have a third of that. Then one repetition that does
   * not count: the first cost up to twice what the others did. What V8 does not compile has a tenth, and none.
   */
  readonly learnSeconds: number;
  readonly learn: number;
  /**
   * Before each saturated measurement, for so long: a process that was idle while the others were measured has given
   * memory and compiled code back.
   */
  readonly wakeSeconds: number;
  readonly saturatedSeconds: number;
  /** A bound of the above, for the short form; 0 is none. */
  readonly saturatedRequests: number;
  readonly rateSeconds: number;
  /** Events of each stream. */
  readonly events: number;
};

/** @property saturated undefined for open event streams, whose pace is the server's */
export type Run = Cell & {
  readonly repetition: number;
  readonly saturated: LoadResult | undefined;
  readonly atRate: LoadResult;
};

export type Prepared = { readonly cell: Cell; readonly target: BenchCase; readonly expected: Expected };

/** Sees that the cell does what it should, and lets it learn. @param fresh no other cell of its process came before */
export async function prepare(
  cell: Cell,
  fleet: Fleet,
  size: Size,
  pinned: boolean,
  fresh = true,
): Promise<Prepared> {
  const target = benchCases.find(({ name }) => name === cell.case) as BenchCase;
  const { port } = fleet.of(cell);
  const looksIn = subjects[cell.subject].inspects && target.outcome !== "passes";
  const prepared = { cell, target, expected: looksIn ? await inspected(target, port) : unchanged(target) };
  if (target.answer.stream === undefined) {
    const spec = specOf(prepared, fleet);
    const { inspects } = subjects[cell.subject];
    const seconds = size.learnSeconds / (inspects ? (fresh ? 1 : 3) : 10);
    await load({ ...spec, mode: "closed", requests: size.learn, seconds }, pinned);
    const short = size.saturatedRequests > 0;
    if (inspects && !short) await measure(prepared, fleet, size, 0, pinned);
  }
  return prepared;
}

export async function measure(
  prepared: Prepared,
  fleet: Fleet,
  size: Size,
  repetition: number,
  pinned: boolean,
): Promise<Run> {
  const { cell, target } = prepared;
  const spec = specOf(prepared, fleet);
  const { stream } = target.answer;
  if (stream !== undefined) {
    const events = { ...stream, count: size.events };
    return {
      ...cell,
      repetition,
      saturated: undefined,
      atRate: await load({ ...spec, mode: "events", events }, pinned),
    };
  }
  const saturated = await load(
    {
      ...spec,
      mode: "closed",
      warmUp: size.learn,
      warmUpSeconds: size.wakeSeconds,
      requests: size.saturatedRequests,
      seconds: size.saturatedSeconds,
    },
    pinned,
  );
  const { perSecond } = target;
  const requests = Math.ceil(perSecond * size.rateSeconds);
  const atRate = await load({ ...spec, mode: "rate", warmUp: 20, requests, perSecond }, pinned);
  return { ...cell, repetition, saturated, atRate };
}

function specOf({ cell, target, expected }: Prepared, fleet: Fleet): LoadSpec {
  const { port, processes } = fleet.of(cell);
  const { method, path, headers, body, connections } = target;
  return {
    address: `127.0.0.1:${port}`,
    request: { method, path, headers, body },
    expect: expected,
    mode: "closed",
    connections,
    processes,
  };
}

function load(spec: LoadSpec, pinned: boolean): Promise<LoadResult> {
  return runLoad(spec, pinned ? ["taskset", "-c", String(cores.traffic)] : []);
}
