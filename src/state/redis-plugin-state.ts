import type {
  BudgetAnswer,
  BudgetReading,
  BudgetUse,
  FirstText,
  FirstTexts,
  LastText,
  PluginState,
} from "../framework/state/plugin-state.ts";
import { algorithmLetters, budgetScript } from "./budget-script.ts";
import { firstScript } from "./first-script.ts";
import { budgetKey, firstKey, type HashKey, lastKey } from "./keys.ts";
import { lastScript } from "./last-script.ts";
import type { RedisStore } from "./redis-store.ts";
import { StateError } from "./store.ts";

/** What the framework checks limits with: state may import only its types. */
export interface BudgetChecks {
  readonly checkLimit: (limit: BudgetUse["budget"]["limit"]) => void;
  readonly checkUnits: (units: number) => number;
  readonly checkFirst: (keepMs: number, texts: readonly FirstText[]) => void;
  readonly checkLast: (keepMs: number, texts: readonly LastText[]) => void;
}

const script = budgetScript();
/** Redis answers nobody else while a script runs. */
const textsAScript = 500;
const charactersAScript = 1_048_576;

/** One plugin's state in Redis. Every `use` is one script: what is read and what is written cannot be parted. */
export function redisPluginState(
  store: Pick<RedisStore, "evaluate" | "status">,
  plugin: string,
  hashKey: HashKey,
  { checkLimit, checkUnits, checkFirst, checkLast }: BudgetChecks,
): PluginState {
  function keyOf({ budget: { name, limit }, key }: BudgetUse): string {
    return budgetKey([plugin, name, limit.algorithm, String(limit.windowMs), key], hashKey);
  }

  return {
    kind: "redis",
    budget(name, limit) {
      checkLimit(limit);
      return { name, limit: { ...limit } };
    },
    async use(uses) {
      const args = uses.flatMap(({ budget: { limit }, units = 1 }) => [
        algorithmLetters[limit.algorithm],
        String(limit.count),
        String(limit.windowMs * 1000),
        String(checkUnits(units)),
      ]);
      return answerOf(await store.evaluate(script, uses.map(keyOf), args), uses.length);
    },
    async keepFirst(table, keepMs, texts) {
      checkFirst(keepMs, texts);
      const kept: (string | undefined)[] = [];
      for (let at = 0; at < texts.length; at += textsAScript) {
        const some = texts.slice(at, at + textsAScript);
        const keys = some.map(({ key }) => firstKey([plugin, table, key], hashKey));
        const args = [String(keepMs), ...some.map(({ text = "" }) => text)];
        kept.push(...textsOf(await store.evaluate(firstScript, keys, args), some.length));
      }
      return kept;
    },
    async keepLast(table, keepMs, texts) {
      checkLast(keepMs, texts);
      const kept: (string | undefined)[] = [];
      for (const some of scriptfuls(texts)) {
        const keys = some.map(({ key }) => lastKey([plugin, table, key], hashKey));
        const args = [String(keepMs), ...some.map(({ text = "" }) => text)];
        const found = textsOf(await store.evaluate(lastScript, keys, args), some.length);
        kept.push(...some.map(({ text }, index) => text ?? found[index]));
      }
      return kept;
    },
    async ready() {
      if (!store.status().connected) return;
      try {
        await store.evaluate(script, [], []);
      } catch (error) {
        // One that went away meanwhile was there at the start; the next use tells.
        if (!(error instanceof StateError) || error.code !== "refused") return;
        throw new Error("Redis refuses its scripts: the user needs EVALSHA, EVAL, TIME, GET and SET", {
          cause: error,
        });
      }
    },
  };
}

/** In their order, as many as one script takes. */
function scriptfuls(texts: readonly LastText[]): LastText[][] {
  const scripts: LastText[][] = [];
  let characters = 0;
  for (const each of texts) {
    const last = scripts.at(-1);
    characters += each.text?.length ?? 0;
    if (last !== undefined && last.length < textsAScript && characters <= charactersAScript) last.push(each);
    else {
      scripts.push([each]);
      characters = each.text?.length ?? 0;
    }
  }
  return scripts;
}

function textsOf(reply: unknown, count: number): FirstTexts {
  const texts: unknown[] = Array.isArray(reply) ? reply : [];
  if (texts.length !== count || !texts.every((each) => typeof each === "string"))
    throw new StateError("refused");
  return (texts as string[]).map((text) => (text === "" ? undefined : text));
}

function answerOf(reply: unknown, uses: number): BudgetAnswer {
  const numbers: unknown[] = Array.isArray(reply) ? reply : [];
  if (numbers.length !== 1 + uses * 3 || !numbers.every((each) => Number.isSafeInteger(each)))
    throw new StateError("refused");
  const [allowed = 0, ...rest] = numbers as number[];
  const readings: BudgetReading[] = [];
  for (let at = 0; at < rest.length; at += 3) {
    const [remaining = 0, reset = 0, retry = 0] = rest.slice(at, at + 3);
    readings.push({ remaining, resetMs: reset / 1000, retryMs: retry / 1000 });
  }
  return { allowed: allowed === 1, readings };
}
