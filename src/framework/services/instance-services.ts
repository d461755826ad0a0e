import { defaultServices, type ServicesSettings } from "../config/services-schema.ts";
import { createHttpService } from "./http-client.ts";
import type { HttpService, PluginCache, StartServices } from "./services.ts";
import { createTtlCache } from "./ttl-cache.ts";

/** What one instance of a plugin has of its own, from its making to its shutdown. Costs nothing before it is used. */
export interface InstanceServices extends StartServices {
  /** Ends its requests and closes its connections. */
  close(): void;
}

/** Services within the settings' limits; HTTP client and cache are made when they are first asked for. */
export function createInstanceServices(settings: ServicesSettings = defaultServices): InstanceServices {
  let http: (HttpService & { close(): void }) | undefined;
  let cache: (PluginCache & { clear(): void }) | undefined;
  let closed = false;
  return {
    get http() {
      http ??= createHttpService(settings.http);
      if (closed) http.close();
      return http;
    },
    get cache() {
      cache ??= createTtlCache(settings.cache, () => performance.now());
      return cache;
    },
    close() {
      closed = true;
      http?.close();
      cache?.clear();
    },
  };
}

/** The services of a run: its requests end when nobody waits for the run any more. */
export function startServices(own: StartServices, signal: () => AbortSignal): StartServices {
  return {
    cache: own.cache,
    http: {
      fetch(url, request = {}) {
        const signals = [signal(), request.signal].filter((one) => one !== undefined);
        return own.http.fetch(url, { ...request, signal: AbortSignal.any(signals) });
      },
    },
  };
}
