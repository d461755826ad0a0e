/**
 * An adapter that tells what it holds, after garbage collection, and what of its handles is open.
 *
 *   const rig = await startRig(t, { ...measuredAdapter, config });
 *   const before = await heldBy(rig.adapter);
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { residentMegabytes } from "../../integration/lifecycle/neighbours.ts";
import { until } from "../../integration/lifecycle/until.ts";
import { type AdapterProcess, fromSource } from "../../integration/parts/adapter.ts";

const probe = fileURLToPath(new URL("probe.ts", import.meta.url));
const [node, ...rest] = fromSource;

/** How to start such an adapter. */
export const measuredAdapter: { readonly program: readonly string[] } = {
  program: [node as string, "--expose-gc", "--import", probe, ...rest],
};

/** Bytes, and open handles by kind. */
export type Held = {
  /** Of the JavaScript heap and of buffers beside it. */
  readonly memory: number;
  readonly rss: number;
  readonly handles: Readonly<Record<string, number>>;
};

export async function heldBy(adapter: AdapterProcess): Promise<Held> {
  const lines = (): string[] => adapter.output().match(/^probe .*\n/gm) ?? [];
  const before = lines().length;
  adapter.signal("SIGUSR2");
  await until(() => lines().length > before, 120);
  const { heapUsed, external, rss, handles } = JSON.parse((lines().at(-1) as string).slice("probe ".length));
  return { memory: heapUsed + external, rss, handles };
}

export const residentBytes = (pid: number): number => residentMegabytes(pid) * mebi;

export const mebi = 1 << 20;

/** What code, caches and metrics of a first use may add. */
const slack = 12 * mebi;

/**
 * Sees that an adapter holds no more than it did: no socket or timer more, and memory within what a first use of its
 * parts takes. Sockets close when they like, so that it waits for them.
 * @param connections that Envoy has opened meanwhile and keeps
 */
export async function holdsNoMore(adapter: AdapterProcess, before: Held, connections = 0): Promise<Held> {
  const kinds = ["PipeWrap", "TCPSocketWrap", "Timeout", "FSReqCallback", "ProcessWrap"];
  let now = before;
  await until(async () => {
    now = await heldBy(adapter);
    const more = kinds.some(
      (kind) =>
        (now.handles[kind] ?? 0) > (before.handles[kind] ?? 0) + (kind === "PipeWrap" ? connections : 0),
    );
    return !more && now.memory - before.memory < slack;
  }, 60).catch(() => {
    assert.fail(`before: ${JSON.stringify(before)}\nnow: ${JSON.stringify(now)}`);
  });
  return now;
}

/** Settings of an adapter that decides too often to log it. */
export const quiet = "telemetry: { log_level: warn }";

/** The long form, of `make robustness`; else the short one, of `make ci`. */
export const full = process.env["ROBUSTNESS"] === "full";
