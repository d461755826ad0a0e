import type { Plugin, PluginContext, PluginLog, PluginResult } from "plugins-adapter/framework";

type Answer = PluginResult<unknown> | undefined;
type Handler = (payload: object, context: PluginContext) => unknown;

/** The handlers of a limiter, with a warning wherever it would deny. */
export function warningsOf(limiter: Plugin, hooks: readonly string[], log: PluginLog): Plugin {
  const handlers = limiter as unknown as Readonly<Record<string, Handler | undefined>>;
  const warning = hooks.map((hook) => {
    const handler: Handler = (payload, context) => {
      const answer = handlers[hook]?.(payload, context);
      return answer instanceof Promise
        ? answer.then((later) => warned(later as Answer, hook, log))
        : warned(answer as Answer, hook, log);
    };
    return [hook, handler];
  });
  return Object.fromEntries(warning) as Plugin;
}

function warned(answer: Answer, hook: string, log: PluginLog): Answer {
  if (answer?.violation === undefined) return answer;
  const { details = {}, http_headers: headers = {} } = answer.violation;
  const { user_id, tenant_id, reset_in } = details;
  const warning = {
    ...(user_id !== undefined && { user_id }),
    ...(tenant_id !== undefined && { tenant_id }),
    ...(reset_in !== undefined && { reset_in }),
  };
  log.warn({ hook, ...warning }, "rate limit exceeded; the call goes on");
  const { "Retry-After": _, ...told } = headers;
  return { metadata: { rate_limit_warning: warning }, http_headers: told };
}
