import type { PluginLog } from "./plugin.ts";

/** For host programs that give no log. */
export const silentLog: PluginLog = { debug() {}, info() {}, warn() {}, error() {} };

/** A warning per key, however often it is given; at most 1000 different ones. */
export function warnOnce(log: PluginLog): (key: string, fields: object, message: string) => void {
  const said = new Set<string>();
  return (key, fields, message) => {
    if (said.has(key) || said.size >= 1000) return;
    said.add(key);
    log.warn(fields, message);
  };
}
