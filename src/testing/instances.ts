import type {
  Plugin,
  PluginContext,
  PluginDefinition,
  PluginLog,
  PluginServices,
} from "../framework/index.ts";
import { type PluginHostParts, pluginEnvironment } from "../framework/plugin-environment.ts";
import { noServices } from "./fake-services.ts";

/** Lines that a plugin logged, for tests to look at. */
export interface LogLine {
  readonly level: string;
  readonly fields: object;
  readonly message: string;
}

/**
 * Makes an instance of a plugin as the loader would, without one, for calling its handlers directly.
 * @param parts what keeps the plugin's state (default: memory, for this instance alone), and what masks secrets (texts)
 */
export function newPlugin(
  definition: PluginDefinition,
  config: unknown = {},
  lines: LogLine[] = [],
  parts: PluginHostParts = {},
): Plugin {
  const { kind: name, hooks } = definition;
  const environment = pluginEnvironment({ name }, hooks, collectLog(lines), parts);
  return definition.create(definition.config.parse(config), environment);
}

/** A log that keeps its lines in a list. */
export function collectLog(lines: LogLine[]): PluginLog {
  const logger = (level: string) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return { debug: logger("debug"), info: logger("info"), warn: logger("warn"), error: logger("error") };
}

/** The context of an exchange that nothing has touched. Without `services` it has a cache, but reaches nobody. */
export function newContext(services: Partial<PluginServices> = {}): PluginContext {
  const state: PluginContext["state"] = {};
  return {
    global_context: { request_id: "test", state: {}, metadata: {} },
    state,
    metadata: {},
    getState: (key, fallback) => state[key] ?? fallback,
    setState: (key, value) => {
      state[key] = value;
    },
    signal: new AbortController().signal,
    answerScope: undefined,
    services: { ...noServices(), ...services },
  };
}

/** Freezes a value all the way down, so that whoever writes to it fails. */
export function deeplyFrozen<T>(value: T): T {
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== "object" || next === null) continue;
    Object.freeze(next);
    open.push(...Object.values(next).filter((inner) => typeof inner === "object" && inner !== null));
  }
  return value;
}
