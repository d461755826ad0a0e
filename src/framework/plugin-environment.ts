import type { PluginEntry } from "./config/entry.ts";
import type { JsonValue } from "./json.ts";
import type { PluginEnvironment, PluginLog } from "./plugin.ts";
import { literalSet } from "./scan/literal-set.ts";
import { memoryStates } from "./state/memory-states.ts";
import type { PluginState, PluginStates } from "./state/plugin-state.ts";

/** What a host program gives its plugins. */
export interface PluginHostParts {
  /** Keeps what plugins keep beyond an exchange; default: in memory, for as long as this load's instances live. */
  readonly states?: PluginStates;
  /** A bounded copy without secrets, for what plugins record; default: texts are left out. */
  readonly masked?: (value: unknown) => JsonValue;
  /** Default false. */
  readonly trial?: boolean;
}

/** @property literals makes sets of words; default: they share with no other plugin's */
interface GivenParts extends PluginHostParts {
  readonly literals?: PluginEnvironment["literals"];
}

/** What the plugin of an entry is told and given when it is made. */
export function pluginEnvironment(
  { name }: Pick<PluginEntry, "name">,
  hooks: readonly string[],
  log: PluginLog,
  { states = memoryStates(), masked = withoutTexts, trial = false, literals = literalSet }: GivenParts = {},
): PluginEnvironment {
  let state: PluginState | undefined;
  return {
    name,
    hooks,
    log,
    literals,
    get state() {
      state ??= states.of(name);
      return state;
    },
    openState: (place) => states.open(name, place),
    masked,
    trial,
  };
}

const mostLevels = 8;
const mostMembers = 100;

/** Of texts and names nobody here can tell which are secrets. */
function withoutTexts(value: unknown, level = 0): JsonValue {
  if (typeof value === "string") return `[${value.length} characters]`;
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value;
  if (typeof value !== "object") return null;
  if (level >= mostLevels) return "[too deep]";
  if (Array.isArray(value)) return value.slice(0, mostMembers).map((each) => withoutTexts(each, level + 1));
  const members = Object.entries(value).slice(0, mostMembers);
  return Object.fromEntries(members.map(([key, each]) => [key, withoutTexts(each, level + 1)]));
}
