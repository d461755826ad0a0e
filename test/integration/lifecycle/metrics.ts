import type { AdapterProcess } from "../parts/adapter.ts";

/** A metric without labels, as `/metrics` shows it; 0 when it is not there. */
export async function metric(adapter: AdapterProcess, name: string): Promise<number> {
  const { body } = await adapter.management("/metrics");
  const line = body.split("\n").find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? 0);
}

/** ext_proc streams that are open now. */
export const liveExchanges = (adapter: AdapterProcess): Promise<number> =>
  metric(adapter, "plugins_adapter_exchanges_live");
