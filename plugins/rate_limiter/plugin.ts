import {
  type BudgetAnswer,
  definePlugin,
  type GlobalContext,
  type JsonObject,
  type MaybePromise,
  type OpenedState,
  type PluginContext,
  type PluginResult,
  type PluginState,
  type StatePlace,
} from "plugins-adapter/framework";
import { allowed, exceeded, noServer, unavailable } from "./answer.ts";
import { type Called, type Uses, usesOf } from "./budgets.ts";
import { callerOf, shownUser } from "./caller.ts";
import { type RateLimiterConfig, rateLimiterConfig } from "./config.ts";

type Answer = PluginResult<never> | undefined;

/** Limits how many calls a user, a tenant, a tool and a server get in a time. */
export default definePlugin({
  kind: "rate_limiter",
  aliases: [
    "plugins.rate_limiter.rate_limiter.RateLimiterPlugin",
    "cpex_rate_limiter.rate_limiter.RateLimiterPlugin",
    "cpex_rate_limiter.RateLimiterPlugin",
  ],
  hooks: ["prompt_pre_fetch", "tool_pre_invoke", "resource_pre_fetch"],
  config: rateLimiterConfig,
  compliance: { owasp_llm: ["LLM10"], mitre_atlas: ["AML.T0029", "AML.T0034"], cosai: ["T10"] },
  create(config, environment) {
    const { log } = environment;
    const place = placeOf(config);
    let opened: OpenedState | undefined;
    let counting = place === undefined ? countingIn(environment.state) : undefined;
    /** Calls cannot be counted; told once an outage. */
    let away = false;

    function countingIn(state: PluginState): { readonly state: PluginState; readonly uses: Uses } {
      return { state, uses: usesOf(config, state) };
    }

    function check(called: Called, { global_context: context }: PluginContext): MaybePromise<Answer> {
      if (counting === undefined) throw new Error("the plugin was not initialised");
      const caller = callerOf(context);
      if (caller.server === undefined && config.by_user_per_server !== null && called.kind === "tool")
        return noServer();
      const uses = counting.uses(caller, called);
      if (uses.length === 0) return undefined;
      const told = (answer: BudgetAnswer): Answer =>
        answer.allowed
          ? allowed(answer, uses, config.headers)
          : exceeded(answer, uses, config.headers, shownCaller(context));
      const answer = counting.state.use(uses);
      if (!(answer instanceof Promise)) return told(answer);
      return answer.then((counted) => {
        if (away) log.info({}, "calls are counted again");
        away = false;
        return told(counted);
      }, uncounted);
    }

    function uncounted(error: unknown): Answer {
      const why = error instanceof Error ? error.message : "unknown";
      if (!away) log.error({ why, fail_mode: config.fail_mode }, "calls cannot be counted");
      away = true;
      return config.fail_mode === "open" ? undefined : unavailable();
    }

    return {
      async initialize() {
        if (isUnlimited(config)) log.warn({}, "no by_… is set: nothing is limited");
        if (place !== undefined) {
          opened = await environment.openState(place);
          counting = countingIn(opened.state);
        }
        await counting?.state.ready();
      },
      shutdown: () => opened?.close(),
      prompt_pre_fetch: ({ prompt_id: name }, context) => check({ kind: "prompt", name }, context),
      tool_pre_invoke: ({ name }, context) => check({ kind: "tool", name }, context),
      resource_pre_fetch: (_, context) => check({ kind: "resource" }, context),
    };
  },
});

/** Undefined: where the adapter keeps its own state. */
function placeOf(config: RateLimiterConfig): StatePlace | undefined {
  const { backend, redis_url: url, redis_key_prefix: prefix, fail_mode } = config;
  if (backend === undefined) return undefined;
  if (backend === "memory") return { kind: "memory" };
  if (url === null) return { kind: "redis" };
  const { redis_ssl_ca_certs: caFile, redis_ssl_certfile: certFile, redis_ssl_keyfile: keyFile } = config;
  const tls = {
    ...(caFile !== null && { caFile }),
    ...(certFile !== null && { certFile }),
    ...(keyFile !== null && { keyFile }),
  };
  const own = { url, keyPrefix: prefix === "" ? "" : `${prefix}:`, tls, required: fail_mode === "closed" };
  return { kind: "redis", own };
}

function isUnlimited({
  by_user,
  by_user_per_server,
  by_tenant,
  by_server,
  by_tool,
}: RateLimiterConfig): boolean {
  const rates = [by_user, by_user_per_server, by_tenant, by_server, ...Object.values(by_tool)];
  return rates.every((rate) => rate === null);
}

function shownCaller(context: GlobalContext): JsonObject {
  const { tenant_id } = context;
  return { user_id: shownUser(context), ...(tenant_id !== undefined && { tenant_id }) };
}
