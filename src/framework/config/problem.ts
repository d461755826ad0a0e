/** A place in a configuration file. Lines and columns count from 1; 0 where the value came from no file (a flag). */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type KeyPath = readonly (string | number)[];

/**
 * One thing wrong, or worth a warning, in a configuration.
 * @property key        path of the key, as in `plugins[2].conditions[0].tools`; empty for the whole file
 * @property found      what stands there; never a value that came from the environment, nor one of a secret's key
 * @property suggestion the known key or value that was probably meant
 */
export interface ConfigProblem extends Location {
  readonly key: string;
  readonly found: string;
  readonly expected: string;
  readonly suggestion?: string;
}

/** One line for people: `config.yaml:3:5: plugins[0].mode: found "enforced", expected one of …; did you mean "enforce"?` */
export function formatProblem(problem: ConfigProblem): string {
  const place = problem.line > 0 ? `${problem.file}:${problem.line}:${problem.column}` : problem.file;
  const key = problem.key === "" ? "" : `${problem.key}: `;
  const hint = problem.suggestion === undefined ? "" : `; did you mean "${problem.suggestion}"?`;
  return `${place}: ${key}found ${problem.found}, expected ${problem.expected}${hint}`;
}

/** The text of a key path; segments that are no plain words are quoted, so that nothing in them reaches a terminal raw. */
export function keyText(path: KeyPath): string {
  let text = "";
  for (const segment of path) {
    if (typeof segment === "number") text += `[${segment}]`;
    else if (!/^[A-Za-z0-9_-]{1,80}$/.test(segment)) text += `[${quote(segment)}]`;
    else text += text === "" ? segment : `.${segment}`;
  }
  return text;
}

/** Quotes a text for a message: escaped, at most 60 characters of it. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
}

const most = 200;

/** Keeps a list of problems readable: the first 200 in the order of their places, and the number of the rest. */
export function boundProblems(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const files = new Map<string, number>();
  for (const { file } of problems) if (!files.has(file)) files.set(file, files.size);
  const ordered = [...problems].sort(
    (a, b) => (files.get(a.file) ?? 0) - (files.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
  );
  const last = ordered[most];
  if (last === undefined) return ordered;
  const rest = { file: last.file, line: last.line, column: last.column, key: "" };
  return [
    ...ordered.slice(0, most),
    { ...rest, found: `${ordered.length - most} more problems`, expected: "none" },
  ];
}
