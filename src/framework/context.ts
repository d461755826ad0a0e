import type { JsonObject, JsonValue } from "./json.ts";
import type { PluginServices } from "./services/services.ts";

/** What every plugin of an exchange shares. Fields are ContextForge's, but for `session_id`. */
export interface GlobalContext {
  /** Unique to the exchange, made here: never taken from a header. */
  request_id: string;
  user?: string | JsonObject;
  tenant_id?: string;
  server_id?: string;
  /** The client's `Mcp-Session-Id`, where there is one. It is the client's word: who the client is counts beside it. */
  session_id?: string;
  /** Content type of the message's leg, without parameters, lower case. */
  content_type?: string;
  /** Shared by all plugins of the exchange, pre and post. */
  state: JsonObject;
  metadata: JsonObject;
}

/** What one plugin instance keeps for one exchange: written in a pre hook, found again in the post hook. */
export interface PluginContext {
  readonly global_context: GlobalContext;
  readonly state: JsonObject;
  readonly metadata: JsonObject;
  getState(key: string, fallback?: JsonValue): JsonValue | undefined;
  setState(key: string, value: JsonValue): void;
  /**
   * Fires when the plugin's time is up (`reason.name` is `TimeoutError`) or its answer is wanted no more, because the
   * exchange is gone or another plugin denied (`AbortError`).
   */
  readonly signal: AbortSignal;
  /**
   * In a pre hook: where an `answer` of the plugin would be taken, the server that it would stand for, by authority and path
   * of the request. In a post hook the same, where the server was asked what the plugin saw in the pre hook and nothing
   * else, and this is its answer as it came: it may be kept for the same call to the same server. Else undefined.
   */
  readonly answerScope: string | undefined;
  /** Other plugins, an HTTP client and a cache, within the limits of the entry's `services`. */
  readonly services: PluginServices;
}
