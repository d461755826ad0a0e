import type { Generations } from "../generations/generations.ts";
import { pluginRoutes } from "../management/plugin-routes.ts";
import { processRoutes, readinessDetail } from "../management/process-routes.ts";
import type { ManagementSurface } from "../management/server.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** Where the process is in its life. */
export interface ProcessState {
  phase: "starting" | "serving" | "stopping";
}

/** What the management server shows; settings that change with a reload act from the next request on. */
export function managementSurface(
  generations: Generations,
  metrics: Metrics,
  state: Readonly<ProcessState>,
): () => ManagementSurface {
  const parts = () => generations.current().parts;
  const ofProcess = processRoutes({
    ready: () => state.phase === "serving",
    readinessDetail() {
      const { number: generation, loadedAt, restartNeeded } = generations.current();
      return readinessDetail({
        enabled: parts().enabled,
        plugins: generations.plugins(),
        stopping: state.phase === "stopping",
        config: { generation, loadedAt, restartNeeded, rejection: generations.rejection() },
      });
    },
    metrics: () => (parts().settings.telemetry.metrics ? metrics.text() : Promise.resolve(undefined)),
    reload: () => generations.reload("request"),
  });
  const ofPlugins = pluginRoutes(
    {
      get enabled() {
        return parts().enabled;
      },
      get entries() {
        return parts().entries;
      },
      plugins: generations.plugins,
      stats: generations.stats,
      resetStats: generations.resetStats,
    },
    {
      reload: generations.reloadPlugin,
      setMode: generations.setMode,
      switchOn: generations.switchOn,
    },
  );
  return () => ({
    routes: parts().pluginApi ? [...ofProcess, ...ofPlugins] : ofProcess,
    token: parts().settings.management.token,
  });
}
