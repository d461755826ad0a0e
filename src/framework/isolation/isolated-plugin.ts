import { withoutAnswer } from "../answering.ts";
import type { Clock } from "../clock.ts";
import type { PluginContext } from "../context.ts";
import type { JsonObject } from "../json.ts";
import { isPlainObject } from "../json-check.ts";
import type { Plugin, PluginLog } from "../plugin.ts";
import type { PluginResult } from "../result.ts";
import { applyChange } from "./call-context.ts";
import type { IsolatedConfig } from "./config.ts";
import { type CallContext, type PluginOrder, readAnswered } from "./protocol.ts";
import { remoteError } from "./remote-error.ts";
import { createSupervisor } from "./supervisor.ts";

type Result = PluginResult<Record<string, unknown>>;

/** A plugin whose handlers, life cycle and health are those of the plugin in its process. */
export function isolatedPlugin(
  config: Pick<IsolatedConfig, "limits" | "environment" | "allow">,
  order: PluginOrder,
  hooks: readonly string[],
  log: PluginLog,
  clock: Clock,
): Plugin {
  const supervisor = createSupervisor(config, order, log, clock);

  async function run(
    hook: string,
    payload: Readonly<Record<string, unknown>>,
    context: PluginContext,
  ): Promise<Result | undefined> {
    const sent = callContext(context);
    const value = await supervisor.ask(
      (id) => ({ type: "call", id, hook, payload: payload as JsonObject, context: sent }),
      context.signal,
    );
    const answered = readAnswered(value);
    if (answered === undefined)
      throw remoteError({ name: "PluginProtocolError", message: "an answer of another shape" });
    const { state, metadata, global_state, global_metadata } = answered.changes;
    applyChange(context.state, state);
    applyChange(context.metadata, metadata);
    applyChange(context.global_context.state, global_state);
    applyChange(context.global_context.metadata, global_metadata);
    const { result } = answered;
    return (isPlainObject(result) ? withoutAnswer(result) : result) as Result | undefined;
  }

  return {
    hooks: Object.fromEntries(
      hooks.map((hook) => [
        hook,
        (payload: Readonly<Record<string, unknown>>, context: PluginContext) => run(hook, payload, context),
      ]),
    ),
    initialize: () => supervisor.start(),
    shutdown: () => supervisor.stop(),
    async health() {
      await supervisor.ask((id) => ({ type: "health", id }));
    },
  };
}

function callContext({ state, metadata, global_context }: PluginContext): CallContext {
  return { state, metadata, global: { ...global_context } as unknown as JsonObject };
}
