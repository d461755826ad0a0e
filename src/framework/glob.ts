/**
 * Compiles names to one test. A name with `*` (any run of characters, `/` included) or `?` (one character) is a glob
 * for the whole text, others are exact. Case counts. There is no escape: a literal `?` is matched by itself anyway.
 */
export function compileNames(names: readonly string[]): (text: string) => boolean {
  const exact = new Set(names.filter((name) => !isGlob(name)));
  const globs = names.filter(isGlob).map(compileGlob);
  if (globs.length === 0) return (text) => exact.has(text);
  return (text) => exact.has(text) || globs.some((matches) => matches(text));
}

export function isGlob(name: string): boolean {
  return name.includes("*") || name.includes("?");
}

/**
 * Compiles one glob. Runs between stars are placed leftmost and never moved again, so the time is linear in the text
 * for a given pattern, whatever the text.
 */
export function compileGlob(pattern: string): (text: string) => boolean {
  const runs = pattern.split("*").map((run) => Array.from(run));
  const first = runs[0] ?? [];
  if (runs.length === 1) {
    return (text) => {
      const characters = Array.from(text);
      return characters.length === first.length && matchesAt(characters, first, 0);
    };
  }
  const last = runs.at(-1) ?? [];
  const middle = runs.slice(1, -1).filter((run) => run.length > 0);
  return (text) => {
    const characters = Array.from(text);
    const end = characters.length - last.length;
    if (end < first.length || !matchesAt(characters, first, 0) || !matchesAt(characters, last, end))
      return false;
    let position = first.length;
    for (const run of middle) {
      while (position + run.length <= end && !matchesAt(characters, run, position)) position++;
      if (position + run.length > end) return false;
      position += run.length;
    }
    return true;
  };
}

function matchesAt(characters: readonly string[], run: readonly string[], at: number): boolean {
  for (let index = 0; index < run.length; index++) {
    if (run[index] !== "?" && run[index] !== characters[at + index]) return false;
  }
  return true;
}
