import type { ManagerStats, PluginCounters, PluginManager } from "../framework/index.ts";

type Totals = Pick<ManagerStats, "contexts_cleaned_total" | "background_dropped_total">;
type CountersByName = Map<string, PluginCounters>;

/** Counters of plugins over all generations, so that a reload sets none of them back. */
export interface Readings {
  /** Of all generations together, for these plugins: those of the present configuration. */
  stats(live: readonly PluginManager[], names: readonly string[]): ManagerStats;
  /** A generation is over: what it counted is kept, for plugins of these names. */
  keep(manager: PluginManager, names: readonly string[]): void;
  reset(live: readonly PluginManager[]): void;
}

export function createReadings(): Readings {
  const past: CountersByName = new Map();
  const totals = { contexts_cleaned_total: 0, background_dropped_total: 0 };

  return {
    stats(live, names) {
      const all = live.map((manager) => manager.stats());
      const plugins: CountersByName = new Map();
      for (const name of names) {
        const kept = past.get(name);
        if (kept !== undefined) add(plugins, name, kept);
        for (const stats of all)
          if (Object.hasOwn(stats.plugins, name)) add(plugins, name, stats.plugins[name]);
      }
      const sum = (key: keyof Omit<ManagerStats, "plugins">) =>
        all.reduce((whole, stats) => whole + stats[key], 0);
      return {
        plugins: Object.fromEntries(plugins),
        contexts_active: sum("contexts_active"),
        contexts_cleaned_total: totals.contexts_cleaned_total + sum("contexts_cleaned_total"),
        background_in_flight: sum("background_in_flight"),
        background_dropped_total: totals.background_dropped_total + sum("background_dropped_total"),
      };
    },
    keep(manager, names) {
      const stats = manager.stats();
      for (const key of Object.keys(totals) as (keyof Totals)[]) totals[key] += stats[key];
      for (const name of past.keys()) if (!names.includes(name)) past.delete(name);
      for (const name of names) if (Object.hasOwn(stats.plugins, name)) add(past, name, stats.plugins[name]);
    },
    reset(live) {
      past.clear();
      for (const manager of live) manager.resetStats();
    },
  };
}

function add(into: CountersByName, name: string, more: Readonly<PluginCounters> | undefined): void {
  if (more === undefined) return;
  const sum = into.get(name);
  if (sum === undefined) {
    into.set(name, { ...more });
    return;
  }
  for (const key of Object.keys(more) as (keyof PluginCounters)[]) sum[key] += more[key];
}
