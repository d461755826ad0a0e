import type { GlobalContext, HookOutcome } from "../framework/index.ts";
import type { HookRunner } from "../inspection/exchange-state.ts";

/** One run of a hook's plugins that an inspection asked for. */
export interface HookRunRecord {
  readonly hook: string;
  readonly leg: "request" | "response";
  /** As the plugins were handed it; frozen. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** The message could not be tied to a name or URI: name conditions match. */
  readonly subjectUnknown: boolean;
  /** The caller as the plugins were told it. */
  readonly caller: Pick<GlobalContext, "user" | "tenant_id" | "server_id" | "content_type">;
  readonly outcome: HookOutcome<unknown>;
}

/** A runner that does what another does and keeps what came of it. `leg` is asked at every run. */
export function recordHooks(
  runner: HookRunner,
  leg: () => HookRunRecord["leg"],
): { readonly runner: HookRunner; readonly runs: readonly HookRunRecord[] } {
  const runs: HookRunRecord[] = [];
  return {
    runs,
    runner: {
      wants: (hook) => runner.wants(hook),
      async invokeHook(hook, payload, context, options) {
        const { user, tenant_id, server_id, content_type } = context;
        const caller = {
          ...(user !== undefined && { user }),
          ...(tenant_id !== undefined && { tenant_id }),
          ...(server_id !== undefined && { server_id }),
          ...(content_type !== undefined && { content_type }),
        };
        const begun = leg();
        const outcome = await runner.invokeHook(hook, payload, context, options);
        const subjectUnknown = options.subjectUnknown === true;
        runs.push({ hook, leg: begun, payload, subjectUnknown, caller, outcome });
        return outcome;
      },
      releaseContexts: (requestId) => runner.releaseContexts(requestId),
    },
  };
}
