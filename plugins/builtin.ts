import type { PluginDefinition } from "plugins-adapter/framework";
import auditLog from "./audit_log/plugin.ts";
import denyFilter from "./deny_filter/plugin.ts";
import piiFilter from "./pii_filter/plugin.ts";
import rateLimiter from "./rate_limiter/plugin.ts";
import resourceFilter from "./resource_filter/plugin.ts";
import searchReplace from "./search_replace/plugin.ts";

/** Every plugin that comes with the adapter, by kind. */
export const builtinPlugins: readonly PluginDefinition[] = [
  auditLog,
  denyFilter,
  piiFilter,
  rateLimiter,
  resourceFilter,
  searchReplace,
];

/** Where the list is: processes of isolated plugins load it from there. */
export const builtinModule = import.meta.url;
