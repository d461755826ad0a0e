/** Where the configuration is, and what named it (for messages). */
export interface ConfigPath {
  readonly paths: readonly string[];
  readonly from: "--config" | "PLUGIN_CONFIG_FILE" | "PLUGIN_MANAGER_CONFIG" | "default";
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Chooses the configuration: `--config` (once or several times, files or directories), else `PLUGIN_CONFIG_FILE`, else
 * `PLUGIN_MANAGER_CONFIG`, else `plugins/config.yaml`. An empty variable counts as not set.
 */
export function resolveConfigPath(
  flags: { readonly config?: readonly string[] },
  environment: Environment,
): ConfigPath {
  if (flags.config !== undefined && flags.config.length > 0) return { paths: flags.config, from: "--config" };
  for (const from of ["PLUGIN_CONFIG_FILE", "PLUGIN_MANAGER_CONFIG"] as const) {
    const path = environment[from];
    if (path !== undefined && path !== "") return { paths: [path], from };
  }
  return { paths: ["plugins/config.yaml"], from: "default" };
}

/**
 * Reads `PLUGINS_ENABLED`; not set or empty: true. A value that is neither yes nor no is refused, so that a slip of the
 * pen cannot switch protection off, nor leave it on unasked.
 */
export function readPluginsEnabled(
  environment: Environment,
): { ok: true; enabled: boolean } | { ok: false; expected: string } {
  const text = (environment["PLUGINS_ENABLED"] ?? "").trim().toLowerCase();
  if (["", "true", "1", "yes", "on"].includes(text)) return { ok: true, enabled: true };
  if (["false", "0", "no", "off"].includes(text)) return { ok: true, enabled: false };
  return { ok: false, expected: "PLUGINS_ENABLED to be one of true, 1, yes, on, false, 0, no, off" };
}
