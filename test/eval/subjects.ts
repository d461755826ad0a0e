/** A plugin of ours under one configuration, asked text by text. */
import { builtinPlugins } from "../../plugins/builtin.ts";
import {
  createPluginManager,
  type HookOutcome,
  loadPlugins,
  type PluginManager,
  pluginEntry,
  type TextHook,
} from "../../src/framework/index.ts";

export interface Subject {
  /** Whether the plugin objects to the payload: denies it, or edits it. */
  flags(hook: TextHook, payload: object): Promise<boolean>;
  outcome(hook: TextHook, payload: object): Promise<HookOutcome<Record<string, unknown>>>;
  close(): Promise<void>;
}

/** @throws Error with every problem of the configuration */
export async function startSubject(kind: string, config: object): Promise<Subject> {
  const loaded = await loadPlugins({
    entries: [pluginEntry({ name: "subject", kind, config: config as never })],
    definitions: builtinPlugins,
  });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join("; "));
  const manager: PluginManager = createPluginManager({ instances: loaded.instances });
  const outcome: Subject["outcome"] = async (hook, payload) =>
    manager.invokeHook(hook as string, payload as Record<string, unknown>, {
      request_id: "eval",
      state: {},
      metadata: {},
    });
  return {
    outcome,
    flags: async (hook, payload) => {
      const { continue_processing, modified } = await outcome(hook, payload);
      return !continue_processing || modified;
    },
    close: () => manager.shutdown(),
  };
}
