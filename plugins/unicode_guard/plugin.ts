import {
  allTextHooks,
  definePlugin,
  exemptionsSchema,
  type GuardEnd,
  guardTexts,
} from "plugins-adapter/framework";
import { z } from "zod";
import type { Finding, UnicodeClass } from "./classes.ts";
import { findUnicode } from "./find.ts";
import { latinOf } from "./scripts.ts";

const action = z.enum(["remove", "escape", "block", "allow"]);
type Action = z.output<typeof action>;

const unicodeConfig = z.strictObject({
  invisible: action
    .default("remove")
    .describe("Characters without width or form, and joiners where nothing is joined"),
  tags: action.default("remove").describe("Tag characters, which spell ASCII that nobody sees"),
  variation_selectors: action
    .default("remove")
    .describe("Variation selectors behind what has no variants: they carry bytes"),
  bidi: action.default("remove").describe("Controls that show a text in another order than it is read"),
  terminal: action.default("remove").describe("ANSI escape sequences and other control characters"),
  mixed_scripts: z
    .enum(["replace", "escape", "block", "allow"])
    .default("block")
    .describe(
      "Words with letters of another alphabet that look alike; `replace` puts the Latin letters in their place",
    ),
  private_use: action
    .default("allow")
    .describe("Characters of private use, which every font shows otherwise"),
  surrogates: action.default("remove").describe("Halves of surrogate pairs, which are no characters"),
  exemptions: exemptionsSchema,
});

/** Takes out of texts, or denies, what a reader cannot see or reads as something else. */
export default definePlugin({
  kind: "unicode_guard",
  hooks: [...allTextHooks],
  config: unicodeConfig,
  compliance: {
    owasp_mcp: ["MCP03", "MCP06"],
    owasp_llm: ["LLM01"],
    owasp_asi: ["ASI01"],
    mitre_atlas: ["AML.T0051", "AML.T0068"],
    cosai: ["T3", "T4"],
    safe_mcp: ["SAFE-T1102"],
  },
  create(config) {
    const actionOf = (of: UnicodeClass): Action | "replace" => config[of];
    return guardTexts({
      hooks: allTextHooks,
      exemptions: config.exemptions,
      walk: { keys: true },
      begin() {
        const counts = new Map<UnicodeClass, number>();
        const blocked = new Set<UnicodeClass>();
        let uneditable: string | undefined;
        let unread: string | undefined;
        let where = "";
        return {
          text(text, _path, _kind, scene) {
            const findings = findUnicode(text).filter(({ of }) => actionOf(of) !== "allow");
            if (findings.length === 0) return text;
            for (const { of } of findings) {
              counts.set(of, (counts.get(of) ?? 0) + 1);
              if (actionOf(of) === "block") {
                blocked.add(of);
                where ||= scene.what;
              }
            }
            return edited(text, findings, actionOf);
          },
          refused(reason, scene) {
            if (reason === "opaque" || reason === "encoding") uneditable ??= scene.what;
            else unread ??= scene.what;
          },
          end(): GuardEnd | undefined {
            if (unread !== undefined) return { violation: limitOf(unread) };
            if (counts.size === 0) return undefined;
            const found = Object.fromEntries([...counts].sort());
            const metadata = { unicode_guard: { found } };
            if (blocked.size === 0 && uneditable === undefined) return { metadata };
            const classes = [...(blocked.size > 0 ? blocked : counts.keys())].sort();
            const description = `The ${where || uneditable} has characters that are not what they seem: ${classes.join(", ")}`;
            const violation = {
              reason: "Deceptive characters",
              description,
              code: "UNICODE_GUARD_BLOCKED",
              details: { classes },
            };
            return { violation, metadata };
          },
        };
      },
    });
  },
});

function limitOf(what: string) {
  const description = `A limit kept the plugin from reading all of the ${what}`;
  return { reason: "Cannot inspect characters", description, code: "UNICODE_GUARD_LIMIT_EXCEEDED" };
}

function edited(
  text: string,
  findings: readonly Finding[],
  actionOf: (of: UnicodeClass) => Action | "replace",
): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { of, start, end } of findings) {
    pieces.push(text.slice(from, start), instead(text.slice(start, end), actionOf(of)));
    from = end;
  }
  pieces.push(text.slice(from));
  return pieces.join("");
}

function instead(found: string, action: Action | "replace"): string {
  if (action === "replace") return latinOf(found);
  if (action !== "escape") return action === "remove" ? "" : found;
  return Array.from(found, (char) => {
    const point = char.codePointAt(0) as number;
    return point >= 0x20 && point < 0x7f ? char : `\\u{${point.toString(16)}}`;
  }).join("");
}
