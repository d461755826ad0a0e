import type { PluginInfo } from "../framework/index.ts";
import { json } from "./reply.ts";
import type { Route } from "./routes.ts";

/** What the process tells of itself; each is asked anew at every request. */
export interface ProcessView {
  /** The process serves: false before it listens, and from the start of a shutdown on. */
  ready(): boolean;
  /** Why it is not, or what an operator should know although it is. */
  readinessDetail(): Readonly<Record<string, unknown>>;
  /** Undefined: metrics are switched off. */
  metrics(): Promise<string | undefined>;
}

/** `/healthz` (the process lives), `/readyz` (it takes traffic; 503 while it does not) and `/metrics`. */
export function processRoutes(view: ProcessView): Route[] {
  return [
    { method: "GET", path: "/healthz", answer: () => json(200, { status: "ok" }) },
    {
      method: "GET",
      path: "/readyz",
      answer() {
        const ready = view.ready();
        return json(ready ? 200 : 503, { ready, ...view.readinessDetail() });
      },
    },
    {
      method: "GET",
      path: "/metrics",
      async answer() {
        const body = await view.metrics();
        if (body === undefined) return json(404, { error: "metrics are switched off" });
        return { status: 200, contentType: "text/plain; version=0.0.4; charset=utf-8", body };
      },
    },
  ];
}

/**
 * What `/readyz` tells beside the answer. A plugin that is unhealthy, or that `on_error: disable` has switched off, is
 * named, but does not make the process unready: what its failing means for a message is for its `on_error` to say, and
 * without this process Envoy would fail every message.
 */
export function readinessDetail(
  enabled: boolean,
  plugins: readonly PluginInfo[],
  stopping: boolean,
): Readonly<Record<string, unknown>> {
  const unhealthy = plugins.filter(({ health }) => health.status === "unhealthy").map(({ name }) => name);
  const off = plugins.filter(({ status }) => status === "switched_off").map(({ name }) => name);
  return {
    plugins_enabled: enabled,
    ...(!enabled && { warning: "PLUGINS_ENABLED=false: all traffic passes uninspected" }),
    ...(unhealthy.length > 0 && { unhealthy_plugins: unhealthy }),
    ...(off.length > 0 && { switched_off_plugins: off }),
    ...(stopping && { stopping: true }),
  };
}
