import type { PluginSettings } from "./config/entry.ts";

/** `plugin_settings` as far as running plugins is concerned, and limits that only the program sets. */
export interface ManagerSettings extends Omit<PluginSettings, "enable_plugin_api"> {
  /** Exchanges whose plugins may keep contexts; beyond it the oldest is dropped. */
  readonly max_contexts: number;
  /** Runs of fire_and_forget plugins that may be under way; beyond it further ones are dropped and counted. */
  readonly max_background_runs: number;
  /** True: violations for plugin errors carry the error's message, which may quote the payload. */
  readonly expose_plugin_errors: boolean;
}

/** The seeds' numbers where they name one. */
export const defaultManagerSettings: ManagerSettings = {
  plugin_timeout: 30,
  fail_on_plugin_error: false,
  plugin_health_check_interval: 60,
  parallel_execution_within_band: false,
  max_payload_bytes: 1_000_000,
  context_max_age_seconds: 3600,
  context_sweep_seconds: 300,
  conditions: "contextforge",
  server_prefixes: {},
  execution_order: "priority",
  max_contexts: 100_000,
  max_background_runs: 1000,
  expose_plugin_errors: false,
};
