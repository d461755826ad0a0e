import type { PluginInfo } from "../framework/index.ts";
import { type Change, refusal } from "./change.ts";
import { openApi } from "./openapi.ts";
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
  /** Reads the configuration again. */
  reload(): Promise<Change>;
}

/**
 * `/healthz` (the process lives), `/readyz` (it takes traffic; 503 while it does not), `/metrics`, `/reload` and
 * `/openapi.json`.
 */
export function processRoutes(view: ProcessView): Route[] {
  return [
    { method: "GET", path: "/openapi.json", answer: () => json(200, openApi()) },
    {
      method: "POST",
      path: "/reload",
      writes: true,
      async answer() {
        const change = await view.reload();
        if (!change.ok) return refusal(change);
        const { generation, restartNeeded } = change;
        return json(200, { reloaded: true, generation, restart_needed: restartNeeded });
      },
    },
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

/** What a configuration's life looks like from outside. */
export interface ConfigView {
  readonly generation: number;
  /** ISO 8601. */
  readonly loadedAt: string;
  /** Keys of changed settings that act only after a restart. */
  readonly restartNeeded: readonly string[];
  /** Set while the files hold a configuration that was refused. */
  readonly rejection: { readonly at: string; readonly problems: readonly string[] } | undefined;
}

/** What `/readyz` is asked about. */
export interface ReadinessView {
  /** False: PLUGINS_ENABLED switches every plugin off. */
  readonly enabled: boolean;
  readonly plugins: readonly PluginInfo[];
  readonly stopping: boolean;
  /** Why the audit cannot be written, while no traffic is taken for that. */
  readonly auditFailing?: string | undefined;
  /** Why the state cannot be kept and read. */
  readonly stateProblem?: string | undefined;
  readonly config: ConfigView;
}

/**
 * What `/readyz` tells beside the answer. A plugin that is unhealthy, or that `on_error: disable` has switched off, is
 * named, but does not make the process unready: what its failing means for a message is for its `on_error` to say, and
 * without this process Envoy would fail every message. Nor does a refused configuration: the one before is at work. Nor
 * does state that cannot be read: what is not known is inspected by more plugins.
 */
export function readinessDetail(view: ReadinessView) {
  const { enabled, plugins, stopping, auditFailing, stateProblem, config } = view;
  const unhealthy = plugins.filter(({ health }) => health.status === "unhealthy").map(({ name }) => name);
  const off = plugins.filter(({ status }) => status === "switched_off").map(({ name }) => name);
  const { generation, loadedAt, restartNeeded, rejection } = config;
  return {
    plugins_enabled: enabled,
    ...(!enabled && { warning: "PLUGINS_ENABLED=false: all traffic passes uninspected" }),
    ...(unhealthy.length > 0 && { unhealthy_plugins: unhealthy }),
    ...(off.length > 0 && { switched_off_plugins: off }),
    config: {
      generation,
      loaded_at: loadedAt,
      ...(restartNeeded.length > 0 && { restart_needed: restartNeeded }),
      ...(rejection && { refused: { at: rejection.at, problems: rejection.problems } }),
    },
    ...(auditFailing !== undefined && { audit_failing: auditFailing }),
    ...(stateProblem !== undefined && { state_failing: stateProblem }),
    ...(stopping && { stopping: true }),
  };
}
