import { randomUUID } from "node:crypto";
import {
  builtinHooks,
  type GlobalContext,
  type HookName,
  type HookOutcome,
  type HookPayloads,
  type ManagerSettings,
} from "../framework/index.ts";
import type { FakeServices } from "./fake-services.ts";
import type { LogLine } from "./instances.ts";
import { loadTested, type TestedEntry, type TestedPlugin } from "./load-tested.ts";

/** The entry that the plugin runs under, and what stands around it. */
export interface TestPluginOptions extends TestedEntry {
  /** `plugin_settings` that differ from the defaults. */
  readonly settings?: Partial<ManagerSettings>;
  /** What stands in for other plugins and for HTTP servers. */
  readonly fakes?: FakeServices;
}

/** A plugin that runs, loaded and called as the adapter does it. */
export interface PluginRun {
  /**
   * Runs one hook. The payload is checked against the hook's schema first (a wrong one throws a `TypeError`) and copied.
   * All calls belong to one exchange, so that the post hook finds what the pre hook kept, until `nextExchange`.
   * The plugin may answer calls in the server's place, and keep results (`context.answerScope`).
   * @param caller what `adapter.identity` would have found: user, tenant_id, server_id; or metadata for plugins
   */
  hook<H extends HookName>(
    hook: H,
    payload: HookPayloads[H],
    caller?: Partial<Omit<GlobalContext, "request_id">>,
  ): Promise<HookOutcome<HookPayloads[H]>>;
  /** Ends the exchange: what the plugin kept for it is gone. */
  nextExchange(): void;
  /** What the plugin, or the framework about it, has logged so far. */
  readonly log: readonly LogLine[];
  /** Calls the plugin's own `shutdown`. */
  shutdown(): Promise<void>;
}

/**
 * Loads one plugin for a test:
 *
 *     const run = await testPlugin(definition, { config: { words: ["secret"] } });
 *     const outcome = await run.hook("tool_pre_invoke", { name: "echo", args: { text: "a secret" } });
 *     assert.equal(outcome.violation?.code, "deny");
 *
 * Rejects where the adapter would refuse to start, with what it would say.
 */
export async function testPlugin(plugin: TestedPlugin, options: TestPluginOptions = {}): Promise<PluginRun> {
  const { settings = {}, fakes, ...entry } = options;
  const { manager, log } = await loadTested([{ ...entry, plugin }], settings, fakes);
  let context = newExchange();
  return {
    log,
    async hook(hook, payload, caller = {}) {
      const checked = builtinHooks[hook].payload.safeParse(structuredClone(payload));
      if (!checked.success) {
        const [issue] = checked.error.issues;
        throw new TypeError(`the payload is none of ${hook}: ${issue?.path.join(".")}: ${issue?.message}`);
      }
      context = { ...context, ...caller };
      return manager.invokeHook(hook, checked.data as typeof payload, context, { answerable: () => "test" });
    },
    nextExchange() {
      manager.releaseContexts(context.request_id);
      context = newExchange();
    },
    shutdown: () => manager.shutdown(),
  };
}

function newExchange(): GlobalContext {
  return { request_id: randomUUID(), state: {}, metadata: {} };
}
