import type { PluginContext } from "../context.ts";
import type { PluginInstance } from "../plugin-registry.ts";
import type { Run } from "../run.ts";
import { type Calling, calledPlugin } from "./called-plugin.ts";
import { startServices } from "./instance-services.ts";
import type { PluginServices } from "./services.ts";

/** The run of a plugin that its services belong to. */
export interface RunCall {
  readonly run: Run;
  readonly instance: PluginInstance;
  /** On the executor's clock: when nobody waits for the plugin any more. */
  readonly deadline: number;
  /** The plugins that called each other up to this one. */
  readonly chain: readonly string[];
}

/**
 * The services of one run. Plugins are looked for in the configuration that the message began with, so a reload changes
 * nothing under way, and no plugin holds another.
 */
export function runServices(call: RunCall, context: PluginContext): PluginServices {
  const calling: Calling = { ...call, context, calls: 0 };
  return {
    ...startServices(call.instance.services, () => context.signal),
    plugin: (name) => calledPlugin(calling, name),
  };
}
