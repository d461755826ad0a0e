import {
  type BudgetAnswer,
  type BudgetUse,
  definePlugin,
  type JsonObject,
  type MaybePromise,
  type PluginResult,
  type ViolationInput,
} from "plugins-adapter/framework";
import { argumentGuardConfig } from "./config.ts";
import { type Broken, rulesOf } from "./rules.ts";
import { spendingOf } from "./spending.ts";

type Answer = PluginResult<never> | undefined;

/** Bounds the values of tools' arguments, and how much calls spend. */
export default definePlugin({
  kind: "argument_guard",
  hooks: ["tool_pre_invoke"],
  config: argumentGuardConfig,
  readOnly: true,
  compliance: {
    owasp_mcp: ["MCP02"],
    owasp_llm: ["LLM06", "LLM10"],
    owasp_asi: ["ASI02"],
    mitre_atlas: ["AML.T0034"],
    cosai: ["T3", "T10"],
  },
  create(config, { state, log }) {
    const broken = rulesOf(config.rules, config.max_values);
    const spending = spendingOf(config.spend, state, config.max_values);
    /** Spending cannot be counted; told once an outage. */
    let away = false;

    function spend(uses: readonly BudgetUse[]): MaybePromise<Answer> {
      if (uses.length === 0) return undefined;
      const answer = state.use(uses);
      if (!(answer instanceof Promise)) return spent(answer, uses);
      return answer.then(
        (counted) => {
          away = false;
          return spent(counted, uses);
        },
        () => {
          if (!away) log.error({ fail_mode: config.fail_mode }, "spending cannot be counted");
          away = true;
          return config.fail_mode === "open" ? undefined : unavailable();
        },
      );
    }

    return {
      initialize: () => (config.spend.length > 0 ? state.ready() : undefined),
      tool_pre_invoke({ name, args }, { global_context: caller }) {
        const faults = broken(name, args);
        const details: JsonObject = { tool: name, errors: faults.map((each) => ({ ...each })) };
        if (faults.length > 0 && config.block_on_violation)
          return denied({
            code: "ARGUMENT_GUARD_VIOLATION",
            reason: "Argument not allowed",
            description: `An argument is not what the tool may be called with: ${inWords(faults)}`,
            details,
          });
        if (faults.length > 0) log.warn(details, "a call breaks rules for its arguments");
        const told: Answer = faults.length > 0 ? { metadata: { argument_guard: details } } : undefined;
        const taken = spending({ tool: name, args, caller });
        if (taken.kind === "uses") return after(spend(taken.uses), (answer) => answer ?? told);
        if (taken.kind === "exceeds") return overspent({ tool: name, limit: taken.spend, never: true });
        return denied({
          code: "ARGUMENT_GUARD_NO_AMOUNT",
          reason: "Amount not clear",
          description: "What the call spends cannot be read from its arguments",
          details: { tool: name, limit: taken.spend, why: taken.why },
        });
      },
    };
  },
});

/** The first of them, for who reads no details: paths are those of the configuration. */
function inWords(faults: readonly Broken[]): string {
  const words = faults.slice(0, 3).map(({ path, constraint }) => `${path} ${constraint}`.trim());
  return faults.length > 3 ? `${words.join(", ")}, …` : words.join(", ");
}

function spent({ allowed, readings }: BudgetAnswer, uses: readonly BudgetUse[]): Answer {
  if (allowed) return undefined;
  const longest = readings.reduce(
    (found, { retryMs }, at) => (retryMs > (readings[found]?.retryMs ?? 0) ? at : found),
    0,
  );
  const { retryMs = 0, remaining = 0 } = readings[longest] ?? {};
  const seconds = Math.max(1, Math.ceil(retryMs / 1000));
  return overspent(
    { limit: uses[longest]?.budget.name ?? "", remaining_units: remaining, reset_in: seconds },
    seconds,
  );
}

function overspent(details: JsonObject, retryAfter?: number): PluginResult<never> {
  return denied({
    code: "ARGUMENT_GUARD_SPENT",
    reason: "Spending limit reached",
    description: "The call would spend more than is left",
    http_status_code: 429,
    details,
    ...(retryAfter !== undefined && { http_headers: { "Retry-After": String(retryAfter) } }),
  });
}

function unavailable(): PluginResult<never> {
  return denied({
    code: "ARGUMENT_GUARD_UNAVAILABLE",
    reason: "Spending not countable",
    description: "What calls spend cannot be counted",
    http_status_code: 503,
    details: {},
  });
}

function denied(violation: ViolationInput): PluginResult<never> {
  return { continue_processing: false, violation };
}

function after<T, U>(value: MaybePromise<T>, next: (value: T) => U): MaybePromise<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
