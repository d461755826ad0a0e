import type { PluginEntry } from "./config/entry.ts";
import type { PluginEnvironment, PluginLog } from "./plugin.ts";
import type { PluginState, PluginStates } from "./state/plugin-state.ts";

/** What the plugin of an entry is told and given when it is made. */
export function pluginEnvironment(
  { name }: Pick<PluginEntry, "name">,
  hooks: readonly string[],
  log: PluginLog,
  states: PluginStates,
): PluginEnvironment {
  let state: PluginState | undefined;
  return {
    name,
    hooks,
    log,
    get state() {
      state ??= states.of(name);
      return state;
    },
    openState: (place) => states.open(name, place),
  };
}
