/**
 * What stands between the braces of a template in a configuration file.
 * The accepted forms: `{{ env.X }}`, `{{ env['X'] }}`, `{{ env.get('X') }}`, `{{ env.get('X', 'd') }}`, each but the
 * last with an optional `| default('d')` (ContextForge renders its file with Jinja; these are what its users write),
 * `{{ 'text' }}` for literal braces, `${X}` and `${X:-default}`.
 */
export type Expression =
  | {
      readonly kind: "variable";
      readonly name: string;
      readonly fallback?: string;
      /** True: the fallback also stands in for an empty value, as in a shell's `:-`. */
      readonly whenEmpty: boolean;
    }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "unsupported"; readonly source: string }
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

  const shape = tokens.map((token) => (token.kind === "symbol" ? token.text : token.kind)).join(" ");
  const word = (index: number): string => tokens[index]?.text ?? "";
  let variable: string;
  let rest: number;
  let fallback: string | undefined;
  if (shape.startsWith("word . word ( string , ") && word(2) === "get") {
    variable = word(4);
    if (tokens.length !== 8 || word(7) !== ")" || !isLiteral(tokens[6])) return unsupported;
    fallback = word(6);
    rest = 8;
  } else if (shape.startsWith("word . word ( string )") && word(2) === "get") {
    variable = word(4);
    rest = 6;
  } else if (shape.startsWith("word [ string ]")) {
    variable = word(2);
    rest = 4;
  } else if (shape.startsWith("word . word")) {
    variable = word(2);
    rest = 3;
  } else return unsupported;
  if (word(0) !== "env" || !name.test(variable)) return unsupported;
  if (rest === tokens.length) {
    return fallback === undefined
      ? { kind: "variable", name: variable, whenEmpty: false }
      : { kind: "variable", name: variable, fallback, whenEmpty: false };
  }

  const filter = tokens.slice(rest);
  const is = (index: number, text: string): boolean =>
    filter[index]?.text === text && filter[index]?.kind !== "string";
  if (!is(0, "|") || !(is(1, "default") || is(1, "d")) || !is(2, "(") || !isLiteral(filter[3]))
    return unsupported;
  const whenEmpty = filter.length === 7 && is(4, ",") && (is(5, "true") || is(5, "True")) && is(6, ")");
  if (!whenEmpty && !(filter.length === 5 && is(4, ")"))) return unsupported;
  return { kind: "variable", name: variable, fallback: filter[3]?.text ?? "", whenEmpty };
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
