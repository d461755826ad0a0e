import {
  acceptedPattern,
  compilePattern,
  definePlugin,
  isJsonDocument,
  type JsonObject,
  type JsonValue,
  mapText,
  type TextPath,
} from "plugins-adapter/framework";
import { z } from "zod";
import { normalize, type Rules } from "./normalize.ts";

const flag = z.boolean();
const rules = {
  enable_unicode: flag.describe("Bring texts into one Unicode form"),
  unicode_form: z
    .enum(["NFC", "NFD", "NFKC", "NFKD"])
    .describe("Which; the compatibility forms change what is written"),
  remove_control_chars: flag.describe("Take control characters out, with enable_unicode"),
  enable_whitespace: flag.describe("Tidy white space, as the four options below say"),
  trim: flag.describe("Take white space off both ends"),
  collapse_internal: flag.describe("Make one of several blanks and tabs; indentation stays"),
  normalize_newlines: flag.describe("Make line feeds of other line ends"),
  collapse_blank_lines: flag.describe("Make one of several empty lines"),
  enable_casing: flag.describe("Change letter case, as case_strategy says"),
  case_strategy: z.enum(["none", "lower", "upper", "title"]).describe("To which"),
  enable_dates: flag.describe("Write a value that is a date in digits as YYYY-MM-DD"),
  day_first: flag.describe("Read 01/02/2024 as the first of February"),
  year_first: flag.describe("Read 24-01-02 as a day in 2024"),
  enable_numbers: flag.describe("Write a value that is a number with separators as JSON does"),
  decimal_detection: z
    .enum(["auto", "comma", "dot"])
    .describe("The decimal separator; `auto` takes the last of two kinds, and no comma before three digits"),
};
const override = z.strictObject({
  pattern: z
    .string()
    .min(1)
    .max(1000)
    .describe("RE2 pattern that is searched in the argument's path, such as `user.name` or `items[0].title`"),
  ...z.strictObject(rules).partial().shape,
});

const argumentNormalizerConfig = z
  .strictObject({
    enable_unicode: rules.enable_unicode.default(true),
    unicode_form: rules.unicode_form.default("NFC"),
    remove_control_chars: rules.remove_control_chars.default(true),
    enable_whitespace: rules.enable_whitespace.default(true),
    trim: rules.trim.default(true),
    collapse_internal: rules.collapse_internal.default(true),
    normalize_newlines: rules.normalize_newlines.default(true),
    collapse_blank_lines: rules.collapse_blank_lines.default(false),
    enable_casing: rules.enable_casing.default(false),
    case_strategy: rules.case_strategy.default("none"),
    enable_dates: rules.enable_dates.default(true),
    day_first: rules.day_first.default(false),
    year_first: rules.year_first.default(false),
    enable_numbers: rules.enable_numbers.default(true),
    decimal_detection: rules.decimal_detection.default("auto"),
    field_overrides: z
      .array(override)
      .max(1000)
      .default([])
      .describe("Other values of these options for arguments by `pattern`; later entries win"),
  })
  .superRefine(({ field_overrides }, context) => {
    for (const [index, { pattern }] of field_overrides.entries()) {
      const reading = compilePattern(pattern);
      if (reading.ok) continue;
      context.addIssue({
        code: "custom",
        path: ["field_overrides", index, "pattern"],
        message: reading.message,
      });
    }
  });

/** Brings arguments into one form: Unicode, white space, letter case, dates, numbers. */
export default definePlugin({
  kind: "argument_normalizer",
  aliases: ["plugins.argument_normalizer.argument_normalizer.ArgumentNormalizerPlugin"],
  hooks: ["prompt_pre_fetch", "tool_pre_invoke"],
  config: argumentNormalizerConfig,
  readOnly: true,
  compliance: { mitre_atlas: ["AML.T0068"], cosai: ["T3"] },
  create({ field_overrides, ...base }) {
    const overrides = field_overrides.map(({ pattern, ...given }) => {
      const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      return { pattern: acceptedPattern(pattern), set: set as Partial<Rules> };
    });

    function rulesAt(path: TextPath): Rules {
      if (overrides.length === 0) return base;
      const place = placeOf(path);
      const sets = overrides.filter(({ pattern }) => pattern.test(place)).map(({ set }) => set);
      return Object.assign({}, base, ...sets) as Rules;
    }

    function normalized(args: JsonValue): JsonValue {
      return mapText(
        args,
        // White space in a JSON text may be a string's.
        (text, path) => (isJsonDocument(text) ? text : normalize(text, rulesAt(path))),
        { onRefused: () => {} },
      );
    }

    return {
      prompt_pre_fetch: (payload) => {
        const args = normalized(payload.args);
        return args === payload.args
          ? undefined
          : { modified_payload: { ...payload, args: args as Record<string, string> } };
      },
      tool_pre_invoke: (payload) => {
        const args = normalized(payload.args);
        return args === payload.args
          ? undefined
          : { modified_payload: { ...payload, args: args as JsonObject } };
      },
    };
  },
});

/** ContextForge's way to write a path: `items[0].title`. */
function placeOf(path: TextPath): string {
  let place = "";
  for (const step of path) place += typeof step === "number" ? `[${step}]` : place === "" ? step : `.${step}`;
  return place;
}
