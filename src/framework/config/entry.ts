import type { JsonObject } from "../json.ts";
import type { McpBlock } from "./external-schema.ts";
import type { GrpcBlock, UnixSocketBlock } from "./plugin-service-schema.ts";
import type { ServicesSettings } from "./services-schema.ts";

/**
 * How a plugin's verdict and edits count.
 * `enforce` (ContextForge's `sequential`): may edit and deny. `enforce_ignore_error`: the same, its errors are ignored.
 * `permissive` (`transform`): may edit, a deny is recorded but not applied. `audit`: neither. `concurrent`: may deny,
 * not edit. `fire_and_forget`: nobody waits for it. `disabled`: checked, not started.
 */
export const pluginModes = [
  "enforce",
  "enforce_ignore_error",
  "permissive",
  "audit",
  "concurrent",
  "fire_and_forget",
  "disabled",
] as const;
export type PluginMode = (typeof pluginModes)[number];

/** What an error or a timeout of a plugin leads to: a violation, nothing, or the plugin's switch-off. */
export const errorPolicies = ["fail", "ignore", "disable"] as const;
export type ErrorPolicy = (typeof errorPolicies)[number];

/**
 * How an entry that names only prompts is read on a tool hook: `contextforge`: it matches every tool, as ContextForge
 * has it (the protective reading); `exact`: it matches none.
 */
export const conditionReadings = ["contextforge", "exact"] as const;
export type ConditionReading = (typeof conditionReadings)[number];

/**
 * `priority`: ascending priority alone. `cpex`: as cpex has it, first all of enforce, then permissive, audit,
 * concurrent; ascending priority within each.
 */
export const executionOrders = ["priority", "cpex"] as const;
export type ExecutionOrder = (typeof executionOrders)[number];

/**
 * When a plugin runs: every field given must match (AND), any of a field's values is enough; an absent or empty list
 * matches everything. Field names are ContextForge's.
 */
export interface Condition {
  readonly server_ids?: readonly string[];
  readonly tenant_ids?: readonly string[];
  readonly tools?: readonly string[];
  readonly prompts?: readonly string[];
  readonly resources?: readonly string[];
  readonly user_patterns?: readonly string[];
  readonly content_types?: readonly string[];
}

/** One entry of `plugins:`, checked and with defaults filled in. `config` is as written: the plugin's own schema reads it. */
export interface PluginEntry {
  readonly name: string;
  readonly kind: string;
  readonly description?: string;
  readonly version?: string;
  readonly author?: string;
  readonly namespace?: string;
  readonly tags: readonly string[];
  /** Hooks it runs on; empty: all that its kind implements. */
  readonly hooks: readonly string[];
  readonly mode: PluginMode;
  readonly onError: ErrorPolicy;
  /** Ascending: lower runs earlier. */
  readonly priority: number;
  /** Any one of them is enough (OR); none: always. */
  readonly conditions: readonly Condition[];
  readonly config: JsonObject;
  /** True: it runs on no message by itself, only when another plugin calls it. */
  readonly calledOnly?: boolean;
  /** What it may call, and the limits of its HTTP client and cache; absent: the defaults. */
  readonly services?: ServicesSettings;
  /** Of `kind: external`: where its server is; one of the three. */
  readonly mcp?: McpBlock;
  readonly grpc?: GrpcBlock;
  readonly unix_socket?: UnixSocketBlock;
  /** Of `kind: external`: the keys that the configuration states, which its server's configuration does not change. */
  readonly stated?: readonly string[];
  /** Where the entry stands; `line` counts from 1. */
  readonly source: { readonly file: string; readonly line: number };
}

/** `plugin_settings:`, with defaults filled in. */
export interface PluginSettings {
  /** Seconds one plugin may take for one hook. */
  readonly plugin_timeout: number;
  /** True: an error or timeout of a plugin denies in permissive and audit mode too. */
  readonly fail_on_plugin_error: boolean;
  /** True: the management server answers `/plugins` and what is below it. */
  readonly enable_plugin_api: boolean;
  /** Seconds between two health checks of the plugins. */
  readonly plugin_health_check_interval: number;
  /** True: plugins of the same priority run together on the same payload. */
  readonly parallel_execution_within_band: boolean;
  readonly execution_order: ExecutionOrder;
  readonly conditions: ConditionReading;
  /** Server ids, with the prefix that a gateway puts before the names of that server's tools and prompts. */
  readonly server_prefixes: Readonly<Record<string, string>>;
  /** Bytes of UTF-8 text that a hook's payload may hold. */
  readonly max_payload_bytes: number;
  /** Seconds after which a context that no post hook has claimed is dropped. */
  readonly context_max_age_seconds: number;
  /** Seconds between two sweeps for such contexts. */
  readonly context_sweep_seconds: number;
}
