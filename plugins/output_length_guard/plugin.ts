import {
  definePlugin,
  editJsonText,
  guardTexts,
  type JsonObject,
  type JsonValue,
  type TextKind,
  type TextPath,
  type ViolationInput,
} from "plugins-adapter/framework";
import { z } from "zod";
import { cutJson, cutText, lengthOf } from "./shorten.ts";

const least = z.int().nonnegative().max(1_000_000_000).default(0);
const most = z.int().nonnegative().max(1_000_000_000).nullable();

const outputLengthConfig = z
  .strictObject({
    min_chars: least.describe("Fewest characters that a text item must have; 0 for none"),
    max_chars: most.default(15_000).describe("Most characters that a text may have; null or 0 for no limit"),
    min_tokens: least.describe("Fewest tokens, where limit_mode is `token`; 0 for none"),
    max_tokens: most
      .default(null)
      .describe("Most tokens, where limit_mode is `token`; null or 0 for no limit"),
    chars_per_token: z.int().min(1).max(10).default(4).describe("Characters that are taken for one token"),
    limit_mode: z.enum(["character", "token"]).default("character").describe("Which of the limits count"),
    strategy: z
      .string()
      .transform((text) => text.trim().toLowerCase())
      .pipe(z.enum(["truncate", "block"]))
      .default("truncate")
      .describe(
        "What becomes of texts that are too long: `truncate` cuts them, `block` denies, those too short as well",
      ),
    ellipsis: z.string().max(100).default("…").describe("Stands where a text was cut; within the limit"),
    word_boundary: z.boolean().default(false).describe("Cut behind a word, where one ends in the last fifth"),
    max_text_length: z
      .int()
      .positive()
      .default(1_000_000)
      .describe("Most characters of a text, whatever the other limits say"),
    max_structure_size: z
      .int()
      .positive()
      .default(10_000)
      .describe("Most members or elements of one object or array; a result with a larger one is denied"),
    max_recursion_depth: z
      .int()
      .positive()
      .max(1000)
      .default(100)
      .describe("Most nesting of objects and arrays; a result that is deeper is denied"),
  })
  .superRefine((config, context) => {
    for (const unit of ["chars", "tokens"] as const) {
      const max = config[`max_${unit}`];
      if (max === null || max === 0 || config[`min_${unit}`] <= max) continue;
      context.addIssue({ code: "custom", path: [`min_${unit}`], message: `is larger than max_${unit}` });
    }
  });

/** Cuts results of tools that are too long, or denies them. */
export default definePlugin({
  kind: "output_length_guard",
  aliases: [
    "plugins.output_length_guard.output_length_guard.OutputLengthGuardPlugin",
    "cpex_output_length_guard.OutputLengthGuardPlugin",
    "cpex_output_length_guard.output_length_guard.OutputLengthGuardPlugin",
  ],
  hooks: ["tool_post_invoke"],
  config: outputLengthConfig,
  readOnly: true,
  compliance: { owasp_mcp: ["MCP10"], owasp_llm: ["LLM10"], cosai: ["T10"] },
  create(config) {
    const tokens = config.limit_mode === "token";
    const perUnit = tokens ? config.chars_per_token : 1;
    const code = tokens ? "OUTPUT_TOKEN_VIOLATION" : "OUTPUT_LENGTH_VIOLATION";
    const unitsMost = (tokens ? config.max_tokens : config.max_chars) || Number.POSITIVE_INFINITY;
    const max = Math.min(unitsMost * perUnit, config.max_text_length);
    const min = (tokens ? config.min_tokens : config.min_chars) * perUnit;

    let structured = false;
    const guard = guardTexts({
      hooks: ["tool_post_invoke"],
      walk: { blobs: false, maxDepth: config.max_recursion_depth, maxItems: config.max_structure_size },
      begin() {
        let violation: ViolationInput | undefined;
        let cut = 0;
        let short = 0;
        /** `inner`: a part of a document, which may be as short as it likes. */
        function fit(text: string, path: TextPath, inner: boolean): string {
          if (isNumeric(text)) return text;
          const long = text.length > max && lengthOf(text, max) > max;
          const tooShort = !inner && min > 0 && text.length < min * 2 && lengthOf(text) < min;
          if (!long && !tooShort) return text;
          if (config.strategy === "block") {
            violation ??= outOfBounds(code, lengthOf(text), { min, max, perUnit }, path);
            return text;
          }
          if (!long) {
            short++;
            return text;
          }
          cut++;
          return cutText(text, max, config.ellipsis, config.word_boundary);
        }
        return {
          text(text, path, kind) {
            if (!isContent(path, kind)) return text;
            if (path[0] === "structuredContent") return fit(text, path, true);
            if (config.strategy === "block" || text.length <= max) return fit(text, path, false);
            // A document stays one: its strings are cut, and then what is still too much of it.
            const document = editJsonText(text, (string, name) => (name ? string : fit(string, path, true)));
            if (document === undefined) return fit(text, path, false);
            // Beside structured content it says the same, of which a part cannot be left out on one side only.
            if (document.length <= max || structured) return document;
            const shorter = cutJson(document, max);
            if (shorter === undefined) return fit(text, path, false);
            cut++;
            return shorter;
          },
          refused(reason) {
            violation ??= tooLarge(reason === "depth");
          },
          end() {
            if (violation !== undefined) return { violation };
            if (cut + short === 0) return undefined;
            return { metadata: { output_length_guard: { truncated: cut, below_minimum: short } } };
          },
        };
      },
    });
    return {
      tool_post_invoke(payload, context) {
        const { result } = payload;
        structured = isObject(result) && result["structuredContent"] !== undefined;
        return guard.tool_post_invoke?.(payload, context);
      },
    };
  },
});

/** Texts that are read: those of items, and all strings of structured content; ids, URIs and names stay what they are. */
function isContent(path: TextPath, kind: TextKind): boolean {
  if (kind !== "value") return false;
  const last = path[path.length - 1];
  return path[0] === "structuredContent" || last === "text" || (path.length === 1 && last === "message");
}

function isNumeric(text: string): boolean {
  return text.length < 400 && text.trim() !== "" && Number.isFinite(Number(text));
}

function outOfBounds(code: string, length: number, config: Bounds, path: TextPath): ViolationInput {
  const { min, max, perUnit } = config;
  const [least, most] = [min, max].map((limit) =>
    Number.isFinite(limit) ? Math.floor(limit / perUnit) : null,
  );
  const units = Math.ceil(length / perUnit);
  return {
    reason: "Output length out of bounds",
    description: `A text of the result has ${units} ${perUnit === 1 ? "characters" : "tokens"}`,
    code,
    http_status_code: 422,
    mcp_error_code: -32000,
    details: { length: units, min: least ?? 0, max: most ?? null, location: path.join(".") },
  };
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly perUnit: number;
}

function tooLarge(deep: boolean): ViolationInput {
  return {
    reason: deep ? "Output nested too deep" : "Output structure too large",
    description: deep
      ? "The result is nested deeper than max_recursion_depth"
      : "An object or array of the result has more members than max_structure_size",
    code: deep ? "STRUCTURE_DEPTH_VIOLATION" : "STRUCTURE_SIZE_VIOLATION",
    http_status_code: 422,
    mcp_error_code: -32000,
    details: {},
  };
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
