/**
 * What stands between the braces of a template in a configuration file.
 * The accepted forms: `{{ env.X }}`, `{{ env['X'] }}`, `{{ env.get('X') }}`, `{{ env.get('X', 'd') }}`, each but the
 * last with an optional `| default('d')` or `| default(env.Y …)` (ContextForge renders its file with Jinja; these are
 * what its users write),
 * `{{ 'text' }}` for literal braces, `${X}` and `${X:-default}`.
 */
export type Expression =
  | {
      readonly kind: "variable";
      readonly name: string;
      readonly fallback?: string | Extract<Expression, { kind: "variable" }>;
      /** True: the fallback also stands in for an empty value, as in a shell's `:-`. */
      readonly whenEmpty: boolean;
    }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "unsupported"; readonly source: string }
  /** A name that nothing defines, as in `{{ event }}`: ContextForge renders it as an empty text. */
  | { readonly kind: "unknown"; readonly source: string }
  /** A `${…}` that is neither a variable nor escaped; ContextForge, which knows no `${…}`, reads it as it stands. */
  | { readonly kind: "foreign"; readonly source: string };

const name = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Reads the inside of `{{ … }}`, braces excluded. */
export function readJinja(source: string): Expression {
  const unsupported: Expression = { kind: "unsupported", source: `{{${source}}}` };
  const tokens = tokenize(source);
  if (tokens === undefined) return unsupported;
  const [first] = tokens;
  if (tokens.length === 1 && first?.kind === "string") return { kind: "text", text: first.text };
  if (tokens.length === 1 && first?.kind === "word" && !jinjaWords.has(first.text))
    return { kind: "unknown", source: `{{${source}}}` };
  const read = readVariable(tokens, 0, 0);
  return read?.next === tokens.length ? read.variable : unsupported;
}

type Variable = Extract<Expression, { kind: "variable" }>;

/** Words that Jinja itself, or ContextForge's rendering, gives a meaning. */
const jinjaWords = new Set(
  "env true false none True False None range dict lipsum cycler joiner namespace".split(" "),
);

/** Defaults within defaults. */
const mostNested = 8;

/** A variable with its default from a token on, and the first token behind it. */
function readVariable(
  tokens: readonly Token[],
  start: number,
  depth: number,
): { readonly variable: Variable; readonly next: number } | undefined {
  const rest = tokens.slice(start, start + 8);
  const shape = rest.map((token) => (token.kind === "symbol" ? token.text : token.kind)).join(" ");
  const word = (index: number): string => rest[index]?.text ?? "";
  const variable = (at: number): Variable => ({ kind: "variable", name: word(at), whenEmpty: false });
  let read: { readonly variable: Variable; readonly next: number };
  if (shape.startsWith("word . word ( string , ") && word(2) === "get") {
    if (word(7) !== ")" || !isLiteral(rest[6])) return undefined;
    read = { variable: { ...variable(4), fallback: word(6) }, next: start + 8 };
  } else if (shape.startsWith("word . word ( string )") && word(2) === "get") {
    read = { variable: variable(4), next: start + 6 };
  } else if (shape.startsWith("word [ string ]")) {
    read = { variable: variable(2), next: start + 4 };
  } else if (shape.startsWith("word . word")) {
    read = { variable: variable(2), next: start + 3 };
  } else return undefined;
  if (word(0) !== "env" || !name.test(read.variable.name)) return undefined;
  const is = (index: number, ...texts: string[]): boolean =>
    tokens[index]?.kind !== "string" && texts.includes(tokens[index]?.text ?? "");
  if (!is(read.next, "|")) return read;

  if (read.variable.fallback !== undefined) return undefined;
  const at = read.next + 1;
  if (!is(at, "default", "d") || !is(at + 1, "(") || depth === mostNested) return undefined;
  const argument = tokens[at + 2];
  const nested = isLiteral(argument) ? undefined : readVariable(tokens, at + 2, depth + 1);
  if (nested === undefined && !isLiteral(argument)) return undefined;
  const end = nested?.next ?? at + 3;
  const whenEmpty = is(end, ",") && is(end + 1, "true", "True");
  const close = whenEmpty ? end + 2 : end;
  if (!is(close, ")")) return undefined;
  const fallback = nested?.variable ?? argument?.text ?? "";
  return { variable: { ...read.variable, fallback, whenEmpty }, next: close + 1 };
}

/** Reads the inside of `${…}`, braces excluded. */
export function readShell(source: string): Expression {
  const separator = source.indexOf(":-");
  const variable = separator === -1 ? source : source.slice(0, separator);
  if (!name.test(variable)) return { kind: "foreign", source: `\${${source}}` };
  return separator === -1
    ? { kind: "variable", name: variable, whenEmpty: false }
    : { kind: "variable", name: variable, fallback: source.slice(separator + 2), whenEmpty: true };
}

interface Token {
  readonly kind: "word" | "string" | "number" | "symbol";
  readonly text: string;
}

function isLiteral(token: Token | undefined): boolean {
  if (token === undefined) return false;
  return token.kind === "string" || token.kind === "number" || /^(true|false|True|False)$/.test(token.text);
}

/** Undefined when a character belongs to no token, or a string has no end or holds a backslash. */
function tokenize(source: string): Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const char = source[at] ?? "";
    if (char === " " || char === "\t") {
      at += 1;
    } else if (char === "'" || char === '"') {
      const end = source.indexOf(char, at + 1);
      if (end === -1) return undefined;
      const text = source.slice(at + 1, end);
      if (text.includes("\\")) return undefined;
      tokens.push({ kind: "string", text });
      at = end + 1;
    } else if (".[](),|".includes(char)) {
      tokens.push({ kind: "symbol", text: char });
      at += 1;
    } else {
      const word = /^(?:[A-Za-z_][A-Za-z0-9_]*|-?[0-9]+(?:\.[0-9]+)?)/.exec(source.slice(at, at + 256))?.[0];
      if (word === undefined) return undefined;
      tokens.push({ kind: /^[-0-9]/.test(word) ? "number" : "word", text: word });
      at += word.length;
    }
  }
  return tokens;
}
