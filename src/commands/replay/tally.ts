import type { DrivenExchange, LegAction } from "../../testing/drive-exchange.ts";

/** What a plugin came to over all exchanges. */
export interface PluginTally {
  runs: number;
  edits: number;
  /** Denials that were applied. */
  denials: number;
  /** Denials, errors and timeouts that were recorded only. */
  recorded: number;
  /** Errors and timeouts, applied or not. */
  failures: number;
  /** Runs that another plugin's deny cut off. */
  cancelled: number;
}

/** Counts of one configuration. Bounded: by plugins and by codes, of which there are 1000 at most. */
export interface Tally {
  exchanges: number;
  readonly request: Record<LegAction, number>;
  readonly response: Record<LegAction, number>;
  readonly plugins: Record<string, PluginTally>;
  /** Applied denials by code. */
  readonly codes: Record<string, number>;
  /** Exchanges in which the adapter itself failed. */
  faults: number;
}

const mostCodes = 1000;

/** A tally of nothing, with a row for every plugin. */
export function newTally(plugins: readonly string[]): Tally {
  const none = () => ({ allowed: 0, modified: 0, answered: 0, denied: 0 });
  const rows = plugins.map(
    (name) => [name, { runs: 0, edits: 0, denials: 0, recorded: 0, failures: 0, cancelled: 0 }] as const,
  );
  return {
    exchanges: 0,
    request: none(),
    response: none(),
    plugins: Object.fromEntries(rows),
    codes: Object.create(null) as Record<string, number>,
    faults: 0,
  };
}

export function addToTally(tally: Tally, { request, response, hooks, faults }: DrivenExchange): void {
  tally.exchanges++;
  if (request) tally.request[request.action]++;
  if (response) tally.response[response.action]++;
  if (faults.length > 0) tally.faults++;
  for (const { outcome } of hooks) {
    for (const { plugin, verdict, action, modified } of outcome.executions) {
      const row = tally.plugins[plugin];
      if (!row) continue;
      row.runs++;
      if (modified) row.edits++;
      if (action === "denied") row.denials++;
      if (verdict === "cancelled") row.cancelled++;
      else if (action === "recorded") row.recorded++;
      if (verdict === "error" || verdict === "timeout") row.failures++;
    }
  }
  for (const { action, code } of [...(request?.decisions ?? []), ...(response?.decisions ?? [])]) {
    if (action !== "denied" || code === undefined) continue;
    if (code in tally.codes || Object.keys(tally.codes).length < mostCodes) {
      tally.codes[code] = (tally.codes[code] ?? 0) + 1;
    }
  }
}
