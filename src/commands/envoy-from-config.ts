import type { Phases } from "../envoy-config/modes.ts";
import { type EnvoyOptions, envoyDefaults } from "../envoy-config/options.ts";
import type { AdapterSettings } from "../settings/adapter.ts";
import { readAddress } from "../settings/address.ts";
import type { IdentitySource } from "../settings/identity.ts";
import type { Finding } from "./findings.ts";
import { type AdapterRequest, readAdapter, startPlugins } from "./load-adapter.ts";
import { planOf } from "./plan.ts";
import { quiet } from "./quiet-log.ts";

export type EnvoyFromConfig =
  | { readonly ok: true; readonly options: Partial<EnvoyOptions> }
  | { readonly ok: false; readonly problems: readonly Finding[] };

/**
 * What a configuration of the adapter asks of Envoy's: the phases that its plugins read, where it listens, how long
 * Envoy waits for it, and which facts about callers it needs. Starts the plugins once, as only then their hooks are
 * certain.
 */
export async function envoyFromConfig(request: AdapterRequest): Promise<EnvoyFromConfig> {
  const adapter = await readAdapter({ ...request, checkAlways: true });
  if (!adapter.ok) return adapter;
  const { config, settings } = adapter;
  const started = await startPlugins(config, true, { log: quiet, observe() {} });
  if (!started.ok) return started;
  await started.manager.shutdown();
  const { envoy } = planOf(started.instances, config.plugin_settings, settings);
  const listen = readAddress(settings.listen.address);
  return {
    ok: true,
    options: {
      phases: safePhases(envoy),
      messageTimeoutMs: settings.limits.message_timeout_ms,
      attributes: [...new Set([...envoyDefaults.attributes, ...named(settings).attributes])],
      namespaces: [...new Set([...envoyDefaults.namespaces, ...named(settings).namespaces])],
      ...(listen.ok &&
        !(listen.address.kind === "tcp" && listen.address.port === 0) && { adapter: listen.address }),
    },
  };
}

/**
 * Response headers always. The configuration may be reloaded to read more than Envoy was told to send: of bodies the
 * adapter learns with the first frame that they are not sent, and refuses; of headers, nobody would notice.
 */
function safePhases(phases: Phases): Phases {
  return { ...phases, response: phases.response === "none" ? "headers" : phases.response };
}

function named({ identity }: AdapterSettings): { attributes: string[]; namespaces: string[] } {
  const sources = [identity.user, identity.tenant_id, identity.server_id].filter(
    (source): source is IdentitySource => source !== undefined,
  );
  return {
    attributes: sources.flatMap((source) => ("attribute" in source ? [source.attribute] : [])),
    namespaces: sources.flatMap((source) => ("metadata" in source ? [source.metadata.namespace] : [])),
  };
}
