import type { GlobalContext } from "./context.ts";
import { errorMessage } from "./error-class.ts";
import type { PluginInstance } from "./plugin-registry.ts";
import type { ExecutionRecord } from "./result.ts";

type Observe = (record: ExecutionRecord, context: GlobalContext) => void;

/** Tells the host program and the plugins that observe of a run. What they throw is logged, once each. */
export function observers(
  instances: readonly PluginInstance[],
  host: Observe | undefined,
  warn: (key: string, fields: object, message: string) => void,
): Observe {
  const plugins = instances.filter(({ plugin }) => typeof plugin.observe === "function");
  const guarded = (observe: Observe, key: string, fields: object): Observe => {
    return (record, context) => {
      try {
        observe(record, context);
      } catch (error) {
        const said = { ...fields, error: errorMessage(error) };
        warn(key, said, "the observer of plugin runs failed");
      }
    };
  };
  const all = [
    ...(host === undefined ? [] : [guarded(host, "observe", {})]),
    ...plugins.map(({ name, uuid, plugin }) =>
      guarded((record, context) => plugin.observe?.(record, context), `observe\n${uuid}`, { plugin: name }),
    ),
  ];
  return (record, context) => {
    for (const observe of all) observe(record, context);
  };
}
