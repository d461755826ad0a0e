import type { Budget, BudgetUse, PluginState } from "plugins-adapter/framework";
import type { Caller } from "./caller.ts";
import type { RateLimiterConfig } from "./config.ts";
import type { Rate } from "./rate.ts";

/** What is asked for: a tool or prompt by name, or a resource, which has no rate of its own. */
export type Called =
  | { readonly kind: "tool" | "prompt"; readonly name: string }
  | { readonly kind: "resource" };

/** What a call takes, from every `by_…` of the config that counts it. */
export type Uses = (caller: Caller, called: Called) => BudgetUse[];

/**
 * The budgets of the config. As in ContextForge, users and tools are counted apart for each tenant, and a tool's budget is
 * shared by all users of the tenant.
 */
export function usesOf(config: RateLimiterConfig, state: PluginState): Uses {
  const { algorithm } = config;
  const budget = (name: string, rate: Rate) => state.budget(name, { algorithm, ...rate });
  const optional = (name: string, rate: Rate | null) => rate && budget(name, rate);
  const user = optional("user", config.by_user);
  const userPerServer = optional("user_per_server", config.by_user_per_server);
  const tenant = optional("tenant", config.by_tenant);
  const server = optional("server", config.by_server);
  const tools = new Map<string, Budget>();
  for (const [name, rate] of Object.entries(config.by_tool)) tools.set(name, budget(`tool:${name}`, rate));

  return (caller, called) => {
    const uses: BudgetUse[] = [];
    const inTenant = `${caller.tenant.length}:${caller.tenant}${caller.user}`;
    if (user !== null) uses.push({ budget: user, key: inTenant });
    if (userPerServer !== null && called.kind === "tool")
      uses.push({ budget: userPerServer, key: `${caller.server} ${inTenant}` });
    if (tenant !== null) uses.push({ budget: tenant, key: caller.tenant });
    if (server !== null)
      uses.push({ budget: server, key: caller.server === undefined ? "-" : `=${caller.server}` });
    if (tools.size > 0 && called.kind !== "resource") {
      const tool = tools.get(called.name.trim().toLowerCase());
      if (tool !== undefined) uses.push({ budget: tool, key: caller.tenant });
    }
    return uses;
  };
}
