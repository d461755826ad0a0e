import { z } from "zod";
import { type PluginMode, pluginModes } from "../framework/config/entry.ts";
import { modeAliases } from "../framework/config/schema.ts";
import { type Change, refusal } from "./change.ts";
import { type PluginsView, pluginDetail, pluginList } from "./plugin-list.ts";
import { json } from "./reply.ts";
import type { Route } from "./routes.ts";

/** What can be done to plugins while they run. */
export interface PluginChanges {
  /** Makes one plugin anew. */
  reload(name: string): Promise<Change>;
  setMode(name: string, mode: PluginMode): Promise<Change>;
  /** False: no such plugin runs. */
  switchOn(name: string): boolean;
}

const modeNames = [...pluginModes, ...Object.keys(modeAliases)];

/** The body of `PUT /plugins/{name}`; ContextForge's names of modes too. */
export const modeBody = z.strictObject({ mode: z.enum(modeNames) });

const noSuchPlugin = json(404, { error: "no such plugin" });

/** The plugin API, `plugin_settings.enable_plugin_api`: paths and shapes are ContextForge's where it has them. */
export function pluginRoutes(view: PluginsView, changes: PluginChanges): Route[] {
  return [
    { method: "GET", path: "/plugins", answer: ({ query }) => json(200, pluginList(view, query)) },
    { method: "GET", path: "/plugins/stats", answer: () => json(200, pluginStats(view)) },
    {
      method: "POST",
      path: "/plugins/stats/reset",
      writes: true,
      answer() {
        view.resetStats();
        return json(200, { reset: true });
      },
    },
    {
      method: "GET",
      path: "/plugins/{name}",
      answer({ name }) {
        const plugin = pluginDetail(view, name);
        return plugin === undefined ? noSuchPlugin : json(200, plugin);
      },
    },
    {
      method: "PUT",
      path: "/plugins/{name}",
      writes: true,
      readsBody: true,
      async answer({ name, body }) {
        const wanted = modeBody.safeParse(body);
        if (!wanted.success) return json(400, { error: `expected {"mode": one of ${modeNames.join(", ")}}` });
        const mode = modeAliases[wanted.data.mode] ?? (wanted.data.mode as PluginMode);
        const change = await changes.setMode(name, mode);
        return change.ok ? json(200, { plugin: name, mode }) : refusal(change);
      },
    },
    {
      method: "POST",
      path: "/plugins/reload/{name}",
      writes: true,
      async answer({ name }) {
        const change = await changes.reload(name);
        return change.ok ? json(200, { plugin: name, reloaded: true }) : refusal(change);
      },
    },
    {
      method: "POST",
      path: "/plugins/switch-on/{name}",
      writes: true,
      answer: ({ name }) =>
        changes.switchOn(name) ? json(200, { plugin: name, status: "enabled" }) : noSuchPlugin,
    },
  ];
}

function pluginStats(view: PluginsView) {
  const plugins = view.plugins();
  const { plugins: counters, ...rest } = view.stats();
  const enabled = plugins.filter(({ status }) => status === "enabled").length;
  return {
    total: plugins.length,
    enabled,
    disabled: plugins.length - enabled,
    plugins_by_hook: countBy(plugins.flatMap(({ hooks }) => hooks)),
    plugins_by_mode: countBy(plugins.map(({ mode }) => mode)),
    counters,
    ...rest,
  };
}

function countBy(words: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries(counts);
}
