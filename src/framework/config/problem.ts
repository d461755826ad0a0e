/** A place in a configuration file. Lines and columns count from 1; 0 where the value came from no file (a flag). */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type KeyPath = readonly (string | number)[];

/** A key of a configuration: `key` is its path, as in `plugins[2].conditions[0].tools`; empty for the whole file. */
export interface Place extends Location {
  readonly key: string;
}

/**
 * One thing wrong, or worth a warning, in a configuration.
 * @property found      what stands there; never a value that came from the environment, nor one of a secret's key
 * @property suggestion the known key or value that was probably meant
 */
export interface ConfigProblem extends Place {
  readonly found: string;
  readonly expected: string;
  readonly suggestion?: string;
}

/** One line for people: `config.yaml:3:5: plugins[0].mode: found "enforced", expected one of …; did you mean "enforce"?` */
export function formatProblem(problem: ConfigProblem): string {
  return formatPlaced(problem, problemText(problem));
}

/** What is wrong, without where: `found "enforced", expected one of …; did you mean "enforce"?` */
export function problemText({ found, expected, suggestion }: Omit<ConfigProblem, keyof Place>): string {
  const hint = suggestion === undefined ? "" : `; did you mean "${suggestion}"?`;
  return `found ${found}, expected ${expected}${hint}`;
}

/** One line for people: place, key, message. */
export function formatPlaced({ file, line, column, key }: Place, message: string): string {
  const place = line > 0 ? `${file}:${line}:${column}` : file;
  return `${place}: ${key === "" ? "" : `${key}: `}${message}`;
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

/** Sorts by place: the files in the order of `files`, others (flags, files that could not be read) before them. */
export function inOrder<P extends Location>(problems: readonly P[], files: readonly string[]): P[] {
  const order = new Map(files.map((file, index) => [file, index]));
  const fileOf = ({ file }: P): number => order.get(file) ?? -1;
  return problems.toSorted((a, b) => fileOf(a) - fileOf(b) || a.line - b.line || a.column - b.column);
}
