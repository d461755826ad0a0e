import type { Clock } from "./clock.ts";
import { errorMessage } from "./error-class.ts";
import type { PluginLog } from "./plugin.ts";
import type { PluginInstance } from "./plugin-registry.ts";
import { failureOf } from "./timeout.ts";

/** Calls a plugin's `shutdown`, and ends its services; a failure is logged, as nobody can do anything about it. */
export async function shutdownPlugin(
  instance: Pick<PluginInstance, "name" | "plugin" | "services">,
  timeoutSeconds: number,
  clock: Clock,
  log: PluginLog,
): Promise<void> {
  const failure = await failureOf(() => instance.plugin.shutdown?.(), timeoutSeconds * 1000, clock);
  instance.services.close();
  if (failure === undefined) return;
  log.warn({ plugin: instance.name, error: errorMessage(failure.error) }, "plugin did not shut down cleanly");
}
