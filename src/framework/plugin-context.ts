import { answerScope } from "./answering.ts";
import type { GlobalContext, PluginContext } from "./context.ts";
import type { ContextSlot, ContextStore } from "./context-store.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import { type RunCall, runServices } from "./services/run-services.ts";
import type { PluginServices } from "./services/services.ts";
import { stopReason } from "./stop-reason.ts";
import type { Unanswered } from "./timeout.ts";

/**
 * The context of one run of one plugin. A class for its lazy getters: a plugin that keeps nothing and watches no
 * signal costs neither an entry in the store nor an AbortController.
 */
export class RunContext implements PluginContext {
  readonly global_context: GlobalContext;
  readonly #store: ContextStore;
  readonly #plugin: string;
  #slot: ContextSlot | undefined;
  #controller: AbortController | undefined;
  #stopped: Unanswered | undefined;
  readonly #call: RunCall;
  #services: PluginServices | undefined;

  constructor(globalContext: GlobalContext, store: ContextStore, plugin: string, call: RunCall) {
    this.#call = call;
    this.global_context = globalContext;
    this.#store = store;
    this.#plugin = plugin;
  }

  get state(): JsonObject {
    return this.#open().state;
  }

  get metadata(): JsonObject {
    return this.#open().metadata;
  }

  getState(key: string, fallback?: JsonValue): JsonValue | undefined {
    this.#slot ??= this.#store.find(this.global_context.request_id, this.#plugin);
    const state = this.#slot?.state;
    return state !== undefined && Object.hasOwn(state, key) ? state[key] : fallback;
  }

  setState(key: string, value: JsonValue): void {
    const property = { value, enumerable: true, writable: true, configurable: true };
    Object.defineProperty(this.#open().state, key, property);
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#stopped !== undefined) this.#controller.abort(stopReason(this.#stopped));
    }
    return this.#controller.signal;
  }

  get answerScope(): string | undefined {
    const { run, instance, chain } = this.#call;
    return chain.length === 0 ? answerScope(run, instance) : undefined;
  }

  get services(): PluginServices {
    this.#services ??= runServices(this.#call, this);
    return this.#services;
  }

  /** Fires the signal: nobody waits for this run any longer. */
  stop(end: Unanswered): void {
    this.#stopped ??= end;
    this.#controller?.abort(stopReason(end));
  }

  #open(): ContextSlot {
    this.#slot ??= this.#store.open(this.global_context.request_id, this.#plugin);
    return this.#slot;
  }
}
