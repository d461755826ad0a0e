import { type PluginsView, pluginDetail, pluginList } from "./plugin-list.ts";
import { json } from "./reply.ts";
import type { Route } from "./routes.ts";

/** The plugin API, `plugin_settings.enable_plugin_api`: paths and shapes are ContextForge's where it has them. */
export function pluginRoutes(view: PluginsView): Route[] {
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
        return plugin === undefined ? json(404, { error: "no such plugin" }) : json(200, plugin);
      },
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
