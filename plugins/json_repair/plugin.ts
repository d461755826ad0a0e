import { definePlugin, guardTexts } from "plugins-adapter/framework";
import { z } from "zod";
import { repairJson } from "./repair.ts";

const jsonRepairConfig = z.strictObject({
  max_text_chars: z
    .int()
    .positive()
    .default(1_000_000)
    .describe("Longest text that is repaired; longer ones are left as they are"),
});

/** Makes JSON of results' texts that nearly are. */
export default definePlugin({
  kind: "json_repair",
  aliases: ["plugins.json_repair.json_repair.JSONRepairPlugin"],
  hooks: ["tool_post_invoke"],
  config: jsonRepairConfig,
  readOnly: true,
  create({ max_text_chars }) {
    return guardTexts({
      hooks: ["tool_post_invoke"],
      walk: { blobs: false },
      begin() {
        let repaired = 0;
        return {
          text(text, path, kind) {
            // Strings of structured content are what its schema says; the texts of items are meant to be read.
            const isItem = path[0] === "content" && path[path.length - 1] === "text" && kind === "value";
            if (!isItem || text.length > max_text_chars || !mayBeJson(text) || isJson(text)) return text;
            const json = repairJson(text);
            if (json === undefined) return text;
            repaired++;
            return json;
          },
          refused() {},
          end: () => (repaired > 0 ? { metadata: { repaired: true, count: repaired } } : undefined),
        };
      },
    });
  },
});

/** By its first characters; most texts are none. */
function mayBeJson(text: string): boolean {
  const start = text.trimStart();
  return start.startsWith("{") || start.startsWith("[") || start.startsWith("```");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
