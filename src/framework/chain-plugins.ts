import type { PluginContext } from "./context.ts";
import type { MaybePromise } from "./executor.ts";
import type { Plugin } from "./plugin.ts";
import type { PluginResult } from "./result.ts";

type Result = PluginResult<object> | undefined;
type Handler = (payload: object, context: PluginContext) => MaybePromise<Result>;

/**
 * One plugin that is put together of several: on each of these built-in hooks they run one after another, each on what the one before
 * left, until one denies. What they say beside it (metadata, headers) is told together; of equal keys the later counts. They
 * share one context. Synchronous where they are.
 */
export function chainPlugins(hooks: readonly string[], plugins: readonly Plugin[]): Plugin {
  const chained = Object.fromEntries(hooks.map((hook) => [hook, handlerOf(hook, plugins)]));
  return {
    ...(chained as Plugin),
    async initialize(services) {
      for (const plugin of plugins) await plugin.initialize?.(services);
    },
    async shutdown() {
      const ends = await Promise.allSettled(plugins.map(async (plugin) => plugin.shutdown?.()));
      const failed = ends.find((end) => end.status === "rejected");
      if (failed !== undefined) throw failed.reason;
    },
    async health() {
      for (const plugin of plugins) await plugin.health?.();
    },
  };
}

function handlerOf(hook: string, plugins: readonly Plugin[]): Handler {
  const parts = plugins.filter(
    (plugin) => typeof (plugin as Record<string, unknown>)[hook] === "function",
  ) as unknown as readonly Record<string, Handler>[];

  const from = (at: number, payload: object, context: PluginContext, told: Result): MaybePromise<Result> => {
    let soFar = told;
    for (let index = at; index < parts.length; index++) {
      const current = soFar?.modified_payload ?? payload;
      // By its name: a handler may keep things in `this`.
      const answer = (parts[index] as Record<string, Handler>)[hook]?.(current, context);
      if (answer instanceof Promise)
        return answer.then((result) => {
          const both = together(soFar, result);
          return denies(both) ? both : from(index + 1, payload, context, both);
        });
      soFar = together(soFar, answer);
      if (denies(soFar)) return soFar;
    }
    return soFar;
  };
  return (payload, context) => from(0, payload, context, undefined);
}

function denies(result: Result): boolean {
  return result !== undefined && (result.violation !== undefined || result.continue_processing === false);
}

function together(earlier: Result, later: Result): Result {
  if (earlier === undefined || later === undefined) return later ?? earlier;
  return {
    ...earlier,
    ...later,
    ...(earlier.metadata && { metadata: { ...earlier.metadata, ...later.metadata } }),
    ...(earlier.http_headers && { http_headers: { ...earlier.http_headers, ...later.http_headers } }),
  };
}
