import { z } from "zod";
import { compileNames } from "../glob.ts";
import type { TextPath } from "../text.ts";
import { payloadSubject, type TextHook } from "./payload-parts.ts";

const names = z.array(z.string().min(1).max(1000)).min(1).max(1000);

/** Where a plugin does not look. A list that is left out matches everything; an entry must name something. */
export const exemptionsSchema = z
  .array(
    z
      .strictObject({
        names: names
          .optional()
          .describe("Tools, prompts, URIs or methods by name or glob, such as `figma_*`; all when left out"),
        fields: names
          .optional()
          .describe("Places by dotted path or glob, such as `args.node_id` or `*.sha256`; all when left out"),
      })
      .refine((entry) => entry.names !== undefined || entry.fields !== undefined, {
        message: "an exemption of everything would switch the plugin off: give `names`, `fields` or both",
      }),
  )
  .max(1000)
  .default([])
  .describe("Where the plugin does not look");

export type Exemptions = z.output<typeof exemptionsSchema>;

/**
 * Whether a place is exempt. The path is dotted, from the payload's field on: `args.user.email`, `result.content.0.text`;
 * a number stands for an element of an array. A name in it that holds a dot is written as it is.
 */
export type IsExempt = (field: string, path: TextPath) => boolean;

const never: IsExempt = () => false;
const always: IsExempt = () => true;

/** Compiles exemptions once, to what gives the test of a payload's places. */
export function compileExemptions(exemptions: Exemptions): (hook: TextHook, payload: object) => IsExempt {
  if (exemptions.length === 0) return () => never;
  const compiled = exemptions.map((entry) => ({
    named: entry.names === undefined ? undefined : compileNames(entry.names),
    placed: entry.fields === undefined ? undefined : compileNames(entry.fields),
  }));
  return (hook, payload) => {
    const subject = payloadSubject(hook, payload as never);
    // Without a name it is not known whose answer this is: only what is exempt for all is exempt.
    const here = compiled.filter(({ named }) => named === undefined || (subject !== "" && named(subject)));
    if (here.length === 0) return never;
    if (here.some(({ placed }) => placed === undefined)) return always;
    return (field, path) => {
      const place = path.length === 0 ? field : `${field}.${path.join(".")}`;
      return here.some(({ placed }) => placed?.(place) === true);
    };
  };
}
