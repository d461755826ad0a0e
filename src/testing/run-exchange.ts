import type { z } from "zod";
import type { ManagerSettings } from "../framework/index.ts";
import { adapterSettings } from "../settings/adapter.ts";
import { type DrivenExchange, driveExchange } from "./drive-exchange.ts";
import type { FakeServices } from "./fake-services.ts";
import { loadTested, type TestedEntry, type TestedPlugin } from "./load-tested.ts";
import type { RecordedExchange } from "./recorded-exchange.ts";

/** A plugin alone, or with its entry: config, mode, priority, conditions. */
export type ExchangePlugin = TestedPlugin | (TestedEntry & { readonly plugin: TestedPlugin });

/** An exchange, and the plugins that it meets. */
export interface RunExchangeOptions extends RecordedExchange {
  readonly plugins: readonly ExchangePlugin[];
  /** `plugin_settings` that differ from the defaults. */
  readonly settings?: Partial<ManagerSettings>;
  /** What stands in for other plugins and for HTTP servers. */
  readonly fakes?: FakeServices;
  /** The file's `adapter:` section. Throws for what is wrong in it. */
  readonly adapter?: z.input<typeof adapterSettings>;
}

/**
 * Takes one HTTP exchange through the adapter's inspection, without Envoy, and tells what server and client would see:
 *
 *     const { server, client } = await runExchange({
 *       plugins: [{ plugin: definition, config: { words: ["secret"] } }],
 *       request: { body: { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "echo", arguments: {} } } },
 *       response: { body: { jsonrpc: "2.0", id: 1, result: { content: [{ type: "text", text: "a secret" }] } } },
 *     });
 *     assert.equal(client?.headers["x-mcp-denied"], "true");
 *
 * Starts the plugins, and shuts them down again. Rejects where the adapter would refuse to start.
 */
export async function runExchange(options: RunExchangeOptions): Promise<DrivenExchange> {
  const { plugins, settings = {}, fakes, adapter = {}, request, response } = options;
  const parsed = adapterSettings.parse(adapter);
  const { manager } = await loadTested(plugins.map(asEntry), settings, fakes);
  try {
    return await driveExchange({ hooks: manager, settings: parsed, enabled: true }, { request, response });
  } finally {
    await manager.shutdown();
  }
}

function asEntry(plugin: ExchangePlugin): TestedEntry & { readonly plugin: TestedPlugin } {
  return typeof plugin === "object" && "plugin" in plugin ? plugin : { plugin };
}
