import { filesBelow, textOf } from "./files.ts";

/** A fenced block of a document. */
export interface Block {
  readonly page: string;
  readonly line: number;
  /** As written behind the fence; empty for none. */
  readonly language: string;
  readonly text: string;
}

/** Every document of the repository, as paths relative to it. */
export const documents = filesBelow().filter((path) => path.endsWith(".md"));

export function blocksOf(page: string): Block[] {
  const text = textOf(page);
  return [...text.matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    page,
    line: text.slice(0, match.index).split("\n").length,
    language: match[1] ?? "",
    text: match[2] ?? "",
  }));
}

const program =
  /^(?:[A-Z_]+=\S+ )*(?:npx |plugins-adapter |make |node |npm |curl |git |export |mkdir |cd |python3? |\S*bin\/\S+ |envoy |docker |kubectl |helm |cp |jq |cat )/;

/** The commands of a block, one a line, without comments; empty for one that shows something else. */
export function commandsOf({ language, text }: Block): string[] {
  if (!["", "sh", "bash", "shell", "console"].includes(language)) return [];
  const lines = text
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .map((line) =>
      line
        .replace(/^\$ /, "")
        .replace(/\s+# .*$/, "")
        .trim(),
    )
    .filter((line) => line !== "");
  return lines[0] !== undefined && program.test(`${lines[0]} `) ? lines : [];
}
