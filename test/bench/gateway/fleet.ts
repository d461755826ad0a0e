/** Every subject of some cells, up at the same time, so that repetitions can take turns. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Answer, benchCases } from "./cases.ts";
import type { Cell } from "./matrix.ts";
import { configOf } from "./plugins.ts";
import { startUpstream, type Upstream } from "./programs.ts";
import { pin, type Started, subjects } from "./subjects.ts";

export type Fleet = {
  of(cell: Cell): Started;
  /** Versions that the subjects told. */
  readonly versions: Readonly<Record<string, string>>;
  close(): Promise<void>;
};

/**
 * @property pinned Envoys, upstream and load share core 0, adapters and peers have core 1. Node is steadier without: V8
 *   collects and compiles on threads of its own, which then wait for the one that answers (p99 saturated 20 to 40 ms, not 7)
 * @property events how many each open event stream has
 */
export type FleetOptions = {
  readonly program: readonly string[];
  readonly pinned: boolean;
  readonly events: number;
};

export const cores = { traffic: 0, adapter: 1 } as const;

export async function startFleet(cells: readonly Cell[], options: FleetOptions): Promise<Fleet> {
  const open: { close(): Promise<void> }[] = [];
  const started = new Map<string, Started>();
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-bench-"));
  const close = async () => {
    for (const part of open.toReversed()) await part.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const upstream = await startUpstream(answers(options.events));
    open.push(upstream);
    if (options.pinned) pin(upstream.pid, cores.traffic);
    for (const cell of cells) {
      if (started.has(keyOf(cell))) continue;
      const one = await start(cell, upstream, join(folder, `${keyOf(cell)}.jsonl`), options);
      open.push(one);
      started.set(keyOf(cell), one);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    of(cell) {
      const found = started.get(keyOf(cell));
      if (found === undefined) throw new Error(`${keyOf(cell)} was not started`);
      return found;
    },
    versions: Object.assign({}, ...[...started.values()].map(({ versions }) => versions)),
    close,
  };
}

function answers(events: number): Readonly<Record<string, Answer>> {
  return Object.fromEntries(
    benchCases.map(({ path, answer }) => [
      path,
      answer.stream === undefined ? answer : { ...answer, stream: { ...answer.stream, count: events } },
    ]),
  );
}

async function start(
  cell: Cell,
  upstream: Upstream,
  records: string,
  { program, pinned }: FleetOptions,
): Promise<Started> {
  const config = configOf(cell.plugins, records);
  const started = await subjects[cell.subject].start({ upstream, config, program });
  if (pinned) {
    for (const [role, pid] of Object.entries(started.processes)) {
      pin(pid, role === "adapter" ? cores.adapter : cores.traffic);
    }
  }
  return started;
}

function keyOf({ subject, plugins }: Cell): string {
  return `${subject}-${plugins}`;
}
