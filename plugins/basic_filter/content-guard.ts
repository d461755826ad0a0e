import {
  type GuardEnd,
  guardTexts,
  isTooLong,
  type LiteralSet,
  type Plugin,
  replaceSpans,
  type TextHook,
} from "plugins-adapter/framework";
import type { BasicFilterConfig } from "./config.ts";
import { profanityFinder } from "./profanity.ts";
import { readSpam } from "./spam.ts";

/** Masks or denies profane words. Names, URIs, ids and cursors are passed over: they are no language. */
export function profanityGuard(hooks: readonly TextHook[], config: BasicFilterConfig): Plugin {
  const find = profanityFinder(config.profane_words, config.allowed_words);
  const denies = config.profanity_action === "deny";
  return guardTexts({
    hooks,
    walk: walkOf(config),
    begin() {
      let count = 0;
      let what: string | undefined;
      const limit = limitOf();
      return {
        text(text, _path, kind, scene) {
          if (kind === "opaque" || limit.passed(text, config, scene.what)) return text;
          const found = find(text);
          if (found.length === 0) return text;
          count += found.length;
          what ??= scene.what;
          if (denies) return text;
          return replaceSpans(text, found, ({ start, end }) => "*".repeat(end - start));
        },
        refused: (_reason, scene) => limit.at(scene.what),
        end(): GuardEnd | undefined {
          if (limit.what !== undefined) return tooMuch(limit.what);
          if (count === 0) return undefined;
          const metadata = { profanity: { count, action: config.profanity_action } };
          if (!denies) return { metadata };
          const description = `Profane words in the ${what}`;
          return {
            violation: { reason: "Profanity", description, code: "PROFANITY_DETECTED", details: { count } },
            metadata,
          };
        },
      };
    },
  });
}

/** Denies texts that look like spam. `literals` finds the pitches. */
export function spamGuard(
  hooks: readonly TextHook[],
  config: BasicFilterConfig,
  literals: LiteralSet,
): Plugin {
  return guardTexts({
    hooks,
    walk: walkOf(config),
    begin() {
      let score = 0;
      let signs: readonly string[] = [];
      let what = "";
      const limit = limitOf();
      return {
        text(text, _path, kind, scene) {
          if (kind === "opaque" || limit.passed(text, config, scene.what)) return text;
          const reading = readSpam(text, literals);
          if (reading.score <= score) return text;
          ({ score, signs } = reading);
          what = scene.what;
          return text;
        },
        refused: (_reason, scene) => limit.at(scene.what),
        end(): GuardEnd | undefined {
          if (limit.what !== undefined) return tooMuch(limit.what);
          if (score < config.spam_threshold) return undefined;
          const details = { score, signs: [...signs] };
          const description = `The ${what} looks like spam`;
          return { violation: { reason: "Spam", description, code: "SPAM_DETECTED", details } };
        },
      };
    },
  });
}

function walkOf({ max_nested_depth, max_collection_items }: BasicFilterConfig) {
  return { keys: true, maxDepth: max_nested_depth, maxItems: max_collection_items };
}

/** Where a limit kept the guard from reading. */
function limitOf() {
  return {
    what: undefined as string | undefined,
    at(what: string): void {
      this.what ??= what;
    },
    passed(text: string, { max_text_bytes }: BasicFilterConfig, what: string): boolean {
      if (!isTooLong(text, max_text_bytes)) return false;
      this.at(what);
      return true;
    },
  };
}

function tooMuch(what: string): GuardEnd {
  const description = `The ${what} cannot be read as a whole: too long, too deep, or no place for an edit`;
  const code = "BASIC_FILTER_LIMIT_EXCEEDED";
  return { violation: { reason: "Message not checked", description, code, details: {} } };
}
