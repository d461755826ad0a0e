import type { Generations } from "../generations/generations.ts";
import { type DecisionsView, decisionRoutes } from "../management/decisions/routes.ts";
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
  decisions: Pick<DecisionsView, "history" | "streams">,
  life: Readonly<ProcessState>,
  auditRefusing: () => string | undefined,
  stateProblem: () => string | undefined,
): () => ManagementSurface {
  const parts = () => generations.current().parts;
  const ofProcess = processRoutes({
    ready: () => life.phase === "serving" && auditRefusing() === undefined,
    readinessDetail() {
      const { number: generation, loadedAt, restartNeeded } = generations.current();
      return readinessDetail({
        enabled: parts().enabled,
        plugins: generations.plugins(),
        stopping: life.phase === "stopping",
        auditFailing: auditRefusing(),
        stateProblem: stateProblem(),
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
  const ofDecisions = decisionRoutes({ ...decisions, settings: () => parts().settings.management.decisions });
  const always = [...ofProcess, ...ofDecisions];
  return () => {
    const { token, read_token: readToken } = parts().settings.management;
    return { routes: parts().pluginApi ? [...always, ...ofPlugins] : always, token, readToken };
  };
}
