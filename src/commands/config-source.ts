import { fingerprintOf } from "../generations/fingerprint.ts";
import type { GenerationLoading, LoadedParts } from "../generations/generations.ts";
import { type Finding, findingText } from "./findings.ts";
import {
  type AdapterReading,
  type AdapterRequest,
  adapterSources,
  type LoadHost,
  managerSettings,
  readAdapter,
  startInstance,
  startInstances,
} from "./load-adapter.ts";
import { planWarnings } from "./plan-warnings.ts";

type Adapter = Extract<AdapterReading, { ok: true }>;

/** The files of the configuration, to be read again and again. */
export interface ConfigSource {
  /** A digest of what the files hold now. */
  fingerprint(): Promise<string>;
  /** The digest of what was read last. */
  lastRead(): string;
  /** Reads and checks; what it returns stood in the files all at one time. */
  read(): Promise<AdapterReading>;
}

/** Times that files are read which change while they are read. */
const mostReadings = 10;

export function createConfigSource(request: AdapterRequest): ConfigSource {
  let lastRead = "";
  const fingerprint = async () => fingerprintOf(await adapterSources(request));
  return {
    fingerprint,
    lastRead: () => lastRead,
    async read() {
      for (let left = mostReadings; left > 0; left--) {
        const before = await fingerprint();
        const reading = await readAdapter(request);
        lastRead = await fingerprint();
        if (lastRead === before) return reading;
      }
      // None of what was read counts, whatever the files come to hold.
      lastRead = "";
      const message = "the files change while they are read";
      const problem = { file: "configuration", line: 0, column: 0, key: "", message };
      return { ok: false, problems: [problem], warnings: [] };
    },
  };
}

export type Started =
  | { readonly ok: true; readonly parts: LoadedParts; readonly warnings: readonly Finding[] }
  | { readonly ok: false; readonly problems: readonly Finding[] };

/** Starts the plugins of a configuration that was read: all or none. */
export async function startAdapter(adapter: Adapter, host: LoadHost): Promise<Started> {
  const { config, settings, enabled } = adapter;
  const started = await startInstances(config, enabled, host);
  if (!started.ok) return started;
  const { instances, disabled } = started;
  const parts: LoadedParts = {
    settings,
    enabled,
    entries: config.plugins,
    managerSettings: managerSettings(config),
    pluginApi: config.plugin_settings.enable_plugin_api,
    instances,
    disabled,
    async startOne(entry) {
      const one = await startInstance(config, entry, host);
      if (!one.ok) return { ok: false, problems: one.problems.map(findingText) };
      const [instance] = one.instances;
      return instance ? { ok: true, instance } : { ok: false, problems: ["the plugin is disabled"] };
    },
  };
  return { ok: true, parts, warnings: enabled ? planWarnings(config, instances) : [] };
}

/** Reads the files anew and starts what they say, beside what runs. */
export async function loadGeneration(source: ConfigSource, host: LoadHost): Promise<GenerationLoading> {
  const adapter = await source.read();
  if (!adapter.ok) return { ok: false, problems: adapter.problems.map(findingText), again: false };
  const started = await startAdapter(adapter, host);
  if (!started.ok) return { ok: false, problems: started.problems.map(findingText), again: true };
  const warnings = [...adapter.warnings, ...started.warnings].map(findingText);
  return { ok: true, parts: started.parts, warnings };
}
