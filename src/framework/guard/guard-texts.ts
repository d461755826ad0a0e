import type { PluginContext } from "../context.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import type { HookPayloads } from "../payloads.ts";
import type { HookHandler, Plugin } from "../plugin.ts";
import type { PluginResult, ViolationInput } from "../result.ts";
import { mapText, type TextKind, type TextOptions, type TextPath, type TextRefusal } from "../text.ts";
import { compileExemptions, type Exemptions } from "./exemptions.ts";
import { type PayloadPart, payloadParts, payloadSubject, type TextHook } from "./payload-parts.ts";

/**
 * What a text is looked at in.
 * @property hook    the hook that runs
 * @property subject the tool, prompt, URI or method that the payload is about; empty where that is not known
 * @property what    how people call the part that is being walked: "tool arguments"
 * @property field   the payload's field that is being walked
 */
export interface GuardScene {
  readonly hook: TextHook;
  readonly subject: string;
  readonly what: string;
  readonly field: string;
}

/** What comes of a payload once all its texts were seen; nothing means: go on, with what `text` edited. */
export interface GuardEnd {
  readonly violation?: ViolationInput;
  readonly metadata?: JsonObject;
}

/** One look through one payload. */
export interface GuardLook {
  /** Looks at a text; what it returns goes in the text's place. The scene changes from part to part. */
  text(text: string, path: TextPath, kind: TextKind, scene: GuardScene): string;
  /** An edit could not be made, or a part could not be read: see `TextRefusal`. The look should end with a violation. */
  refused(reason: TextRefusal, scene: GuardScene): void;
  end(): GuardEnd | undefined;
}

/**
 * How payloads are walked.
 * @property hooks      the hooks to make handlers for
 * @property exemptions where not to look; default nowhere
 * @property walk       what counts as text; as for `mapText`
 * @property begin      a new look, for each payload
 */
export interface TextGuard {
  readonly hooks: readonly TextHook[];
  readonly exemptions?: Exemptions;
  readonly walk?: Pick<TextOptions, "keys" | "numbers" | "blobs" | "maxDepth" | "maxItems">;
  begin(context: PluginContext): GuardLook;
}

/**
 * Handlers of all the hooks for a plugin that looks at texts one by one, and edits or denies: every part of every
 * payload, with exemptions. Names and URIs are shown as `opaque`: they may be read, an edit of one is refused.
 */
export function guardTexts(guard: TextGuard): Plugin {
  const exemptAt = compileExemptions(guard.exemptions ?? []);
  const handlerOf =
    <H extends TextHook>(hook: H): HookHandler<HookPayloads[H]> =>
    (payload, context) => {
      const isExempt = exemptAt(hook, payload);
      const subject = payloadSubject(hook, payload);
      const look = guard.begin(context);
      let edited: Record<string, JsonValue> | undefined;
      for (const part of payloadParts(hook, payload)) {
        const value = walkPart(part, { hook, subject, what: part.what, field: part.field }, look, isExempt);
        if (value === part.value) continue;
        edited ??= { ...(payload as unknown as Record<string, JsonValue>) };
        edited[part.field] = value;
      }
      return resultOf(look.end(), edited as HookPayloads[H] | undefined);
    };

  function walkPart(
    part: PayloadPart,
    scene: GuardScene,
    look: GuardLook,
    isExempt: (field: string, path: TextPath) => boolean,
  ): JsonValue {
    const edit = (text: string, path: TextPath, kind: TextKind) =>
      isExempt(part.field, path) ? text : look.text(text, path, kind, scene);
    if (part.fixed) {
      if (edit(part.value as string, [], "opaque") !== part.value) look.refused("opaque", scene);
      return part.value;
    }
    const onRefused = (reason: TextRefusal, path: TextPath) => {
      if (!isExempt(part.field, path)) look.refused(reason, scene);
    };
    return mapText(part.value, edit, { ...guard.walk, shape: part.shape, onRefused });
  }

  return Object.fromEntries(guard.hooks.map((hook) => [hook, handlerOf(hook)])) as Plugin;
}

function resultOf<P>(end: GuardEnd | undefined, edited: P | undefined): PluginResult<P> | undefined {
  const { violation, metadata } = end ?? {};
  if (violation === undefined && metadata === undefined && edited === undefined) return undefined;
  const said = metadata === undefined ? {} : { metadata };
  if (violation !== undefined) return { continue_processing: false, violation, ...said };
  return edited === undefined ? said : { modified_payload: edited, ...said };
}
