import type { Plugin } from "../plugin.ts";
import type { TextKind, TextPath } from "../text.ts";
import type { Exemptions } from "./exemptions.ts";
import { type GuardEnd, type GuardScene, guardTexts } from "./guard-texts.ts";
import { type GuardLimits, isTooLong } from "./limits.ts";
import type { TextHook } from "./payload-parts.ts";

/**
 * Where a text stands.
 * @property name the innermost member's name, that of the array for its elements; undefined at the top and for keys
 * @property path from the payload's field on
 */
export interface TextPlace {
  readonly name: string | undefined;
  readonly path: TextPath;
  readonly kind: TextKind;
  readonly scene: GuardScene;
}

/**
 * What is thought of a text; nothing where nothing is wrong with it.
 * @property issues in words, without the text itself
 * @property text   what goes in its place
 */
export interface TextOpinion {
  readonly issues?: readonly string[];
  readonly text?: string;
}

/**
 * A plugin that judges texts one by one.
 * @property code     of the violation; beyond a limit it is `<code>_LIMIT_EXCEEDED`
 * @property reason   of the violation, as in "Risky SQL"
 * @property metadata the member that carries the issues where `block` is false
 */
export interface TextJudge {
  readonly hooks: readonly TextHook[];
  readonly exemptions: Exemptions;
  readonly limits: GuardLimits;
  readonly code: string;
  readonly reason: string;
  readonly metadata: string;
  readonly block: boolean;
  opinion(text: string, place: TextPlace): TextOpinion | undefined;
}

const maxIssues = 50;
const maxPlaceLength = 200;

/** Handlers that deny a message for the issues of its texts, or tell of them, and deny what is too large to be read. */
export function judgeTexts(judge: TextJudge): Plugin {
  const { limits, code, reason } = judge;
  return guardTexts({
    hooks: judge.hooks,
    exemptions: judge.exemptions,
    walk: { keys: true, maxDepth: limits.max_nested_depth, maxItems: limits.max_collection_items },
    begin() {
      const issues: string[] = [];
      let found = 0;
      let what: string | undefined;
      let unread: string | undefined;
      return {
        text(text, path, kind, scene) {
          if (isTooLong(text, limits.max_text_bytes)) {
            unread ??= scene.what;
            return text;
          }
          const place = { name: kind === "key" ? undefined : nameIn(path), path, kind, scene };
          const opinion = judge.opinion(text, place);
          for (const issue of opinion?.issues ?? []) {
            found++;
            what ??= scene.what;
            if (issues.length < maxIssues) issues.push(`${placeText(scene.field, path)}: ${issue}`);
          }
          // An edit of what is denied anyhow could only fail.
          return found > 0 && judge.block ? text : (opinion?.text ?? text);
        },
        refused(_reason, scene) {
          unread ??= scene.what;
        },
        end(): GuardEnd | undefined {
          if (found > 0 && judge.block) {
            const description = `${reason} in the ${what}`;
            return { violation: { reason, description, code, details: { issues } } };
          }
          if (unread !== undefined) {
            return {
              violation: {
                reason: "Message not checked",
                description: `The ${unread} cannot be read as a whole: too long, too deep, too many members, or no place for an edit`,
                code: `${code}_LIMIT_EXCEEDED`,
                details: {},
              },
            };
          }
          return found > 0 ? { metadata: { [judge.metadata]: issues } } : undefined;
        },
      };
    },
  });
}

function nameIn(path: TextPath): string | undefined {
  for (let index = path.length - 1; index >= 0; index--) {
    const step = path[index];
    if (typeof step === "string") return step;
  }
  return undefined;
}

function placeText(field: string, path: TextPath): string {
  return [field, ...path].join(".").slice(0, maxPlaceLength);
}
