import {
  type Budget,
  type BudgetUse,
  compileNames,
  type GlobalContext,
  type JsonObject,
  type JsonValue,
  type PluginState,
  principalOf,
} from "plugins-adapter/framework";
import type { Spend } from "./config.ts";
import { findAll } from "./path.ts";
import { pathOf } from "./rules.ts";

/** What a call spends. `unreadable`: it cannot be said, `why`. `exceeds`: more than there ever is. */
export type Spending =
  | { readonly kind: "uses"; readonly uses: readonly BudgetUse[] }
  | {
      readonly kind: "unreadable";
      readonly spend: string;
      readonly why: "absent" | "no_amount" | "max_values";
    }
  | { readonly kind: "exceeds"; readonly spend: string };

export interface Call {
  readonly tool: string;
  readonly args: JsonObject;
  readonly caller: Pick<GlobalContext, "user" | "tenant_id" | "server_id" | "session_id">;
}

/** The budgets of the configuration, and what calls take from them. */
export function spendingOf(
  spends: readonly Spend[],
  state: PluginState,
  most: number,
): (call: Call) => Spending {
  const counters = spends.map((spend) => counterOf(spend, state, most));
  return (call) => {
    const uses: BudgetUse[] = [];
    for (const counter of counters) {
      const spending = counter(call);
      if (spending.kind !== "uses") return spending;
      uses.push(...spending.uses);
    }
    return { kind: "uses", uses };
  };
}

const nothing: Spending = { kind: "uses", uses: [] };

function counterOf(spend: Spend, state: PluginState, most: number): (call: Call) => Spending {
  const { name, by, absent } = spend;
  const isFor = compileNames(spend.tools);
  const path = pathOf(spend.argument);
  const scale = 10 ** spend.decimals;
  const count = Math.round(spend.limit * scale);
  const { algorithm, window } = spend;
  const budget: Budget = state.budget(name, { algorithm, count, windowMs: window });

  return (call) => {
    if (!isFor(call.tool)) return nothing;
    const found = findAll(call.args, path, most);
    if (found === undefined) return { kind: "unreadable", spend: name, why: "max_values" };
    if (found.length === 0 && absent === "deny") return { kind: "unreadable", spend: name, why: "absent" };
    let units = found.length === 0 ? unitsOf(absent as number, scale) : 0;
    for (const { value } of found) {
      const amount = amountOf(value);
      if (amount === undefined) return { kind: "unreadable", spend: name, why: "no_amount" };
      units += unitsOf(amount, scale);
    }
    if (units > count) return { kind: "exceeds", spend: name };
    if (units === 0) return nothing;
    return { kind: "uses", uses: [{ budget, key: keyOf(by, call), units }] };
  };
}

/** What falls above a whole unit by rounding only is none. */
function unitsOf(amount: number, scale: number): number {
  return Math.ceil(amount * scale - 1e-6);
}

/** An amount that cannot give anything back. */
function amountOf(value: JsonValue): number | undefined {
  if (typeof value === "string") return /^\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : undefined;
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** Texts that no two callers share. Who is not known shares one with all who are not known. */
function keyOf(by: Spend["by"], { tool, caller }: Call): string {
  const { user, tenant_id: tenant, server_id: server, session_id: session } = caller;
  const parts = {
    user: principalOf(user, tenant),
    tenant,
    session,
    server,
    tool: tool.trim().toLowerCase(),
  };
  return JSON.stringify(by.map((each) => parts[each] ?? null));
}
