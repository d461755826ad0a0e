import type { GlobalContext, PluginContext } from "../context.ts";
import type { JsonObject } from "../json.ts";
import { isJsonValue } from "../json-check.ts";
import { deepFreeze } from "../json-freeze.ts";
import { startServices } from "../services/instance-services.ts";
import { ServiceError, type StartServices } from "../services/services.ts";
import { stopReason } from "../stop-reason.ts";
import type { Unanswered } from "../timeout.ts";
import type { CallContext, ContextChange, ContextPart } from "./protocol.ts";

/** The context of one call, in the plugin's process. */
export interface CallingContext {
  readonly context: PluginContext;
  /** Fires the signal. */
  stop(end: Unanswered): void;
  /** What the plugin changed, undefined for nothing. Throws if it left there what is no JSON. */
  changes(): Partial<Record<ContextPart, { set: JsonObject; deleted: string[] }>> | undefined;
}

/** Makes the context that a plugin sees of the one that came with the call. */
export function createCallContext(given: CallContext, own: StartServices): CallingContext {
  const { state, metadata } = given;
  const global = given.global as unknown as GlobalContext;
  deepFreeze(global.user);
  const parts: Readonly<Record<ContextPart, JsonObject>> = {
    state,
    metadata,
    global_state: global.state,
    global_metadata: global.metadata,
  };
  const before = Object.entries(parts).map(
    ([part, object]) => [part as ContextPart, object, textsOf(object)] as const,
  );
  const controller = lazily(() => new AbortController());
  Object.freeze(global);

  return {
    context: {
      global_context: global,
      state,
      metadata,
      getState: (key, fallback) => (Object.hasOwn(state, key) ? state[key] : fallback),
      setState(key, value) {
        Object.defineProperty(state, key, { value, enumerable: true, writable: true, configurable: true });
      },
      get signal() {
        return controller().signal;
      },
      answerScope: undefined,
      services: { ...startServices(own, () => controller().signal), plugin: noPlugins },
    },
    stop: (end) => controller().abort(stopReason(end)),
    changes() {
      const changed = before.flatMap(([part, object, texts]) => {
        const change = difference(object, texts);
        return change === undefined ? [] : [[part, change] as const];
      });
      return changed.length === 0 ? undefined : Object.fromEntries(changed);
    },
  };
}

function noPlugins(): never {
  throw new ServiceError(
    "unavailable",
    "an isolated plugin can call no other plugin: services.plugin is not there",
  );
}

function textsOf(object: JsonObject): Map<string, string> {
  return new Map(Object.entries(object).map(([key, value]) => [key, JSON.stringify(value)]));
}

function difference(
  object: JsonObject,
  before: ReadonlyMap<string, string>,
): { set: JsonObject; deleted: string[] } | undefined {
  const deleted = [...before.keys()].filter(
    (key) => !Object.hasOwn(object, key) || object[key] === undefined,
  );
  const set = Object.entries(object).filter(([key, value]) => {
    if (value === undefined) return false;
    if (!isJsonValue(value)) throw new TypeError("the plugin's context holds what is no JSON");
    return JSON.stringify(value) !== before.get(key);
  });
  return deleted.length === 0 && set.length === 0 ? undefined : { set: Object.fromEntries(set), deleted };
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Writes what a plugin changed into the adapter's own context, key by key: other runs may have written meanwhile. */
export function applyChange(target: JsonObject, change: ContextChange | undefined): void {
  if (change === undefined) return;
  for (const key of change.deleted) delete target[key];
  for (const [key, value] of Object.entries(change.set)) {
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
  }
}
