import {
  type GuardLook,
  type GuardScene,
  isTooLong,
  type JsonObject,
  nameAt,
  type PluginContext,
  type PluginEnvironment,
  type TextKind,
  type TextPath,
} from "plugins-adapter/framework";
import { type Answer, answererOf } from "./answer.ts";
import type { PiiConfig } from "./config.ts";
import { edited, outside, touchedBy } from "./edit.ts";
import { findersOf } from "./finders.ts";
import type { Finding, FindingKind } from "./finding.ts";
import { type MaskStrategy, maskKey, maskWith, strictestFirst } from "./mask.ts";
import type { PhoneNumbers } from "./phone-plans.ts";
import { type MayRestore, restorerOf, scopeOf } from "./restore.ts";
import { hasTokens, type Token, type Tokens, tokensOf } from "./tokens.ts";

/** Makes a look at a message: masks what it finds unless the config says to deny, and turns tokens back. */
export function inspectorOf(
  config: PiiConfig,
  environment: PluginEnvironment,
  phones: PhoneNumbers,
): (context: PluginContext) => GuardLook {
  const finders = findersOf(config, phones);
  const key = maskKey(config.hash_key, environment.name);
  const mask = maskWith(config.redaction_text, key, config.mask_char);
  const strategyOf = strategiesOf(config);
  const answer = answererOf(config, environment);
  const restorer = restorerOf(config.restore_tokens);

  return (context) => {
    const deadline = performance.now() + config.pattern_time_limit_ms;
    const found: Answer = { types: new Map(), details: [], masked: 0, restored: 0 };
    const scope = scopeOf(context.global_context, config.token_scope);
    let tokens: Tokens | undefined;
    let hook: GuardScene["hook"] | undefined;
    let mayRestore: MayRestore | undefined;

    function ownTokens(): Tokens {
      // Of an unknown scope tokens are made under a name that no other scope has, and never turned back.
      tokens ??= tokensOf(key, scope ?? "");
      return tokens;
    }

    function enter(scene: GuardScene): void {
      if (hook !== undefined) return;
      hook = scene.hook;
      if (hook === "tool_pre_invoke" && scope !== undefined)
        mayRestore = restorer(scene.subject, context.global_context);
    }

    function findingsIn(text: string, path: TextPath, kind: TextKind, scene: GuardScene): readonly Finding[] {
      if (isTooLong(text, config.max_text_bytes)) {
        found.problem = "limit";
        return [];
      }
      const isUri = scene.hook === "resource_pre_fetch" && scene.field === "uri";
      const name = kind === "key" || kind === "opaque" ? undefined : nameAt(path);
      const findings = (isUri ? finders.inUri : finders.of[kind])(text, name, deadline);
      if (findings === undefined) found.problem = "limit";
      if (!isUri || findings === undefined) return findings ?? [];
      for (const { type } of findings) count(found.types, type);
      if (findings.length > 0) found.problem ??= "unmaskable";
      return [];
    }

    return {
      text(text, path, kind, scene) {
        enter(scene);
        const findings = findingsIn(text, path, kind, scene);
        if (findings.length === 0 && mayRestore === undefined) return text;
        const isWanted = mayRestore === undefined ? touchedBy(findings) : undefined;
        const all = kind !== "opaque" && hasTokens(text) ? ownTokens().within(text, isWanted) : noTokens;
        const real = outside(findings, all);
        for (const finding of real) note(found, finding, config);
        if (config.block_on_detection && real.length > 0) return text;
        const restorable = all.filter(({ type }) => mayRestore?.(type, path) === true);
        found.restored += restorable.length;
        return edited(text, real, restorable, (finding, value) => {
          const strategy = strategyOf(finding);
          const kinds = [finding, ...(finding.others ?? [])];
          if (strategy === "tokenize" && kinds.every(({ type }) => mayRestore?.(type, path) === true))
            return undefined;
          found.masked++;
          return mask(finding.type, value, strategy, ownTokens);
        });
      },
      refused(reason, scene) {
        enter(scene);
        if (reason === "depth" || reason === "items") found.problem = "limit";
        else found.problem ??= "unmaskable";
      },
      end: () => (hook === undefined ? undefined : answer(hook, found)),
    };
  };
}

const noTokens: readonly Token[] = [];

/** Of what overlaps in one finding the strictest strategy counts for all. */
function strategiesOf(config: PiiConfig): (finding: Finding) => MaskStrategy {
  const byDefault = config.default_mask_strategy ?? config.mask_strategy ?? "redact";
  const custom = config.custom_patterns.filter(({ enabled }) => enabled);
  const own = ({ type, pattern }: FindingKind): MaskStrategy => {
    if (type === "custom") return custom[pattern ?? -1]?.mask_strategy ?? byDefault;
    return config.mask_strategies[type] ?? byDefault;
  };
  return ({ others = [], ...finding }) => {
    if (others.length === 0) return own(finding);
    const strategies = new Set([own(finding), ...others.map(own)]);
    return strictestFirst.find((strategy) => strategies.has(strategy)) ?? own(finding);
  };
}

const maxDetails = 100;

function note(found: Answer, { type, start, end }: Finding, config: PiiConfig): void {
  count(found.types, type);
  if (!config.include_detection_details || found.details.length >= maxDetails) return;
  found.details.push({ type, start, length: end - start } satisfies JsonObject);
}

function count(types: Map<string, number>, type: string): void {
  types.set(type, (types.get(type) ?? 0) + 1);
}
