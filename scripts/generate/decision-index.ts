import { readdirSync, readFileSync } from "node:fs";
import type { GeneratedFile } from "./generated-file.ts";

const folder = "docs/decisions";

/** The list of decisions, from the first heading of each. */
export function decisionIndex(): GeneratedFile[] {
  const lines = readdirSync(folder)
    .filter((file) => /^\d{3}-.*\.md$/.test(file))
    .sort()
    .map((file) => {
      const title = /^# (.+)$/m.exec(readFileSync(`${folder}/${file}`, "utf8"))?.[1] ?? file;
      return `- [${title}](${file})`;
    });
  const text = `# Decisions

Why things are as they are: one page each, with context, decision, consequence, and how it was measured.
A decision that no longer holds is rewritten or removed; git keeps the old text.

${lines.join("\n")}

<!-- Made by \`make generate\`. -->
`;
  return [{ path: `${folder}/README.md`, text }];
}
