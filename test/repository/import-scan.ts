/** One import of a source file. */
export interface Import {
  readonly specifier: string;
  /** Gone after type stripping: `import type`, `export type`. */
  readonly typeOnly: boolean;
  readonly line: number;
}

/**
 * `import … from`, `export … from` and `import "x"` at the start of a line, where the formatter puts them. Names
 * between the keyword and `from` hold no quote, so a match cannot run over into another statement.
 */
const statement = /^(?:import|export)\b(\s+type\b(?!\s+from\b))?(?:[^"'`;]*?\bfrom)?\s*["']([^"'\n]+)["']/gm;

/** `import("x")`, `import.meta.resolve("x")`, `require("x")`, wherever they stand. */
const call = /\b(?:import|import\.meta\.resolve|require)\s*\(\s*["'`]([^"'`\n]+)["'`]/g;

/** Every import of a TypeScript source that the project's formatter wrote. Dynamic imports of computed names are not seen. */
export function importsOf(source: string): Import[] {
  const found: Import[] = [];
  for (const match of source.matchAll(statement)) {
    found.push({ specifier: match[2]!, typeOnly: match[1] !== undefined, line: lineAt(source, match.index) });
  }
  for (const match of source.matchAll(call)) {
    if (isInComment(source, match.index)) continue;
    found.push({
      specifier: match[1]!,
      typeOnly: isTypePosition(source, match.index),
      line: lineAt(source, match.index),
    });
  }
  return found;
}

function lineAt(source: string, index: number): number {
  return source.slice(0, index).split("\n").length;
}

function isInComment(source: string, index: number): boolean {
  const line = source.slice(source.lastIndexOf("\n", index) + 1, index);
  return /^\s*(?:\*|\/\*|\/\/)/.test(line) || line.includes("// ");
}

/** `typeof import("x")` and `type X = import("x").Y` are types. */
function isTypePosition(source: string, index: number): boolean {
  return /(?:\btypeof|[:=|&<]\s*typeof|\btype\s+\w+\s*=)\s*$/.test(
    source.slice(Math.max(0, index - 80), index),
  );
}
