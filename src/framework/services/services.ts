import type { JsonValue } from "../json.ts";
import type { HookName, HookPayloads } from "../payloads.ts";
import type { HookOutcome } from "../result.ts";

/**
 * What the framework does for a plugin while it runs: how hybrid plugins put others together. Limits are those of
 * `services` in its entry.
 */
export interface PluginServices extends StartServices {
  /**
   * Another configured plugin that `services.plugins` names, as this exchange's configuration has it. Throws a
   * {@link ServiceError} for one that may not be called or does not run.
   */
  plugin(name: string): CalledPlugin;
}

/** What is there before the first message, for `initialize`. */
export interface StartServices {
  readonly http: HttpService;
  readonly cache: PluginCache;
}

/** Another configured plugin, as the one sees it whose `services.plugins` names it. */
export interface CalledPlugin {
  readonly name: string;
  /** Hooks that it can be asked. */
  readonly hooks: readonly string[];
  /**
   * Runs one hook of it on this payload, whatever its conditions say; its mode and `on_error` count. The outcome is as
   * if it were the only plugin: an error of it denies, unless its entry says otherwise. It has the caller's remaining
   * time at most. Rejects with a {@link ServiceError} if it could not be asked, and once the caller is given up.
   */
  invoke<H extends HookName>(hook: H, payload: HookPayloads[H]): Promise<HookOutcome<HookPayloads[H]>>;
  invoke(hook: string, payload: Record<string, unknown>): Promise<HookOutcome<Record<string, unknown>>>;
}

/** A plugin's HTTP client, within the limits of its entry's `services.http`. */
export interface HttpService {
  /**
   * Makes one request; redirects are not followed. Whatever status comes is an answer. Ends with the plugin's own time,
   * with `timeout_ms`, and with `signal`. Rejects with a {@link ServiceError} for everything else.
   */
  fetch(url: string | URL, request?: HttpRequest): Promise<HttpAnswer>;
}

/** What is sent. A body has its length told, and no content type of its own. */
export interface HttpRequest {
  /** Default `GET`. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Milliseconds, `timeout_ms` at most. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** What came back, read whole: at most `max_response_bytes`. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The body as UTF-8. */
  text(): string;
  /** The body as JSON. Throws a {@link ServiceError} if it is none. */
  json(): JsonValue;
}

/** Values that outlive an exchange, of this plugin alone. A reload of the plugin empties it. */
export interface PluginCache {
  /** A copy. */
  get(key: string): JsonValue | undefined;
  /**
   * @param ttlSeconds less than `ttl_seconds`, if given
   * @returns false for a value that is no JSON or larger than the whole cache: it is not kept
   */
  set(key: string, value: JsonValue, ttlSeconds?: number): boolean;
  delete(key: string): void;
}

/** Why a service did not do what it was asked. `code` is for the plugin; the message never quotes a payload or an answer. */
export class ServiceError extends Error {
  readonly code: ServiceErrorCode;

  constructor(code: ServiceErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * `refused`: the configuration or the SSRF guard does not let it. `unavailable`: no such plugin runs, or the plugin that
 * asks is over. `invalid`: what was asked, or answered, is malformed.
 */
export type ServiceErrorCode =
  | "refused"
  | "unavailable"
  | "invalid"
  | "busy"
  | "timeout"
  | "aborted"
  | "unreachable"
  | "too_large";
