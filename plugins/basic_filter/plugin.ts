import { chainPlugins, contentHooks, definePlugin } from "plugins-adapter/framework";
import rateLimiter from "../rate_limiter/plugin.ts";
import { basicFilterConfig } from "./config.ts";
import { profanityGuard, spamGuard } from "./content-guard.ts";
import { warningsOf } from "./rate-warnings.ts";
import { pitches } from "./spam.ts";

/** Masks profane words, denies spam, and warns of callers that ask too often, each with a switch. */
export default definePlugin({
  kind: "basic_filter",
  aliases: ["plugins.content.basic_filter.BasicFilterPlugin"],
  hooks: contentHooks,
  config: basicFilterConfig,
  compliance: { owasp_llm: ["LLM10"], owasp_asi: ["ASI09"], cosai: ["T10"] },
  create(config, environment) {
    // What warns and what masks comes first: in permissive mode both then stand beside a denial that is only recorded.
    const parts = [];
    const limiters = [];
    if (config.rate_limit_warnings) {
      const limiter = rateLimiter.create(
        rateLimiter.config.parse({ by_user: config.rate_limit, fail_mode: "open" }),
        environment,
      );
      limiters.push(chainPlugins([], [limiter]));
      parts.push(warningsOf(limiter, rateLimiter.hooks, environment.log));
    }
    if (config.profanity_filter) parts.push(profanityGuard(contentHooks, config));
    if (config.spam_detection) {
      const literals = environment.literals({ words: pitches, ignoreCase: true });
      parts.push(spamGuard(contentHooks, config, literals));
    }
    return chainPlugins(contentHooks, [...limiters, ...parts]);
  },
});
