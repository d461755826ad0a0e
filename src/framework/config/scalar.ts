import type { Scalar } from "yaml";
import { type LocatedScalar, literal } from "./located.ts";
import { type MaskedText, splitMasked } from "./placeholders.ts";
import { type ConfigProblem, type KeyPath, keyText, type Location, quote } from "./problem.ts";
import type { Expression } from "./template.ts";

/** A template that a strict reading refuses and a tolerant one reads in some way. */
export interface UndecidedTemplate extends Location {
  readonly key: string;
  readonly found: string;
  readonly expected: string;
  readonly tolerated: string;
}

interface ScalarReader {
  /** Undefined: the file has no templates. */
  readonly environment: Readonly<Record<string, string | undefined>> | undefined;
  readonly masked: MaskedText;
  readonly problems: ConfigProblem[];
  readonly undecided: UndecidedTemplate[];
}

const forms = "{{ env.NAME }}, {{ env.NAME | default('text') }}, ${NAME} or ${NAME:-default}";

/**
 * A scalar with its templates filled in. A template that is the whole of an unquoted value is typed as YAML types a
 * number or a boolean; every other text stays a text, so nothing in a variable can become structure.
 */
export function readScalar(reader: ScalarReader, scalar: Scalar, path: KeyPath, at: Location): LocatedScalar {
  const { value } = scalar;
  const fail = (found: string, expected: string): LocatedScalar => {
    reader.problems.push({ ...at, key: keyText(path), found, expected });
    return { ...literal(null, at), state: "bad" };
  };
  if (value === null || typeof value === "boolean") return literal(value, at);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return fail("a number that is not finite", "a finite number");
    const whole = /^[-+]?[0-9]+$/.test(scalar.source ?? "");
    if (whole && !Number.isSafeInteger(value))
      return fail("a number too large to keep its digits", "a smaller one, or quotes");
    return literal(value, at);
  }
  if (typeof value !== "string")
    return fail(
      "a value with a YAML tag that has no meaning here",
      "a text, number, boolean, list or mapping",
    );
  const { environment } = reader;
  if (environment !== undefined && value.includes("{{"))
    return fail('"{{" without its end on the line', `${forms}; for the braces themselves {{ '{{' }}`);

  const plain = scalar.type === "PLAIN";
  if (environment === undefined || !value.includes(reader.masked.mark)) {
    const yaml11 = plain && scalar.tag === undefined ? readYaml11Boolean(value) : undefined;
    return yaml11 === undefined ? literal(value, at) : { ...literal(value, at), yaml11 };
  }
  const pieces = splitMasked(value, reader.masked);
  let text = "";
  let secret = false;
  let bad: LocatedScalar | undefined;
  let undecided = false;
  for (const piece of pieces) {
    const filled = typeof piece === "string" ? { text: piece } : fill(piece, environment);
    text += filled.text ?? "";
    secret ||= filled.secret === true;
    if (filled.undecided !== undefined) {
      undecided = true;
      reader.undecided.push({ ...at, key: keyText(path), ...filled.undecided });
    }
    if (filled.unsupported !== undefined)
      bad = fail(`the template ${quote(withoutLiterals(filled.unsupported))}`, forms);
  }
  if (bad !== undefined) return bad;
  const typed =
    plain && pieces.length === 1 && typeof pieces[0] === "object" && pieces[0].kind === "variable"
      ? readPlain(text)
      : text;
  const yaml11 =
    plain && pieces.length === 1 && typeof typed === "string" ? readYaml11Boolean(typed) : undefined;
  return {
    ...literal(typed, at),
    secret,
    ...(yaml11 === undefined ? {} : { yaml11 }),
    ...(undecided ? { state: "undecided" } : {}),
  };
}

interface Filled {
  readonly text?: string;
  readonly secret?: boolean;
  readonly undecided?: Pick<UndecidedTemplate, "found" | "expected" | "tolerated">;
  readonly unsupported?: string;
}

function fill(expression: Expression, environment: NonNullable<ScalarReader["environment"]>): Filled {
  switch (expression.kind) {
    case "text":
      return { text: expression.text };
    case "unsupported":
      return { unsupported: expression.source };
    case "unknown": {
      const found = `the template ${quote(expression.source)}`;
      return { text: "", undecided: { found, expected: forms, tolerated: "read as an empty text" } };
    }
    case "foreign": {
      const found = `the template ${quote(withoutLiterals(expression.source))}`;
      const expected = `${forms}; for the text itself $\${…}`;
      return { text: expression.source, undecided: { found, expected, tolerated: "read as it stands" } };
    }
    case "variable": {
      const set = variable(environment, expression.name);
      if (set !== undefined && !(set === "" && expression.whenEmpty)) return { text: set, secret: true };
      if (typeof expression.fallback === "object") return fill(expression.fallback, environment);
      if (expression.fallback !== undefined) return { text: expression.fallback };
      if (set !== undefined) return { text: set };
      const found = `the variable ${expression.name}, which is not set`;
      const expected = `it to be set, or a default: \${${expression.name}:-…}`;
      return { text: "", undecided: { found, expected, tolerated: "read as an empty text" } };
    }
  }
}

function variable(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
): string | undefined {
  return Object.hasOwn(environment, name) ? environment[name] : undefined;
}

/** Numbers and booleans of YAML's core schema; digits that a number would not keep (007, 20 of them) stay a text. */
function readPlain(text: string): string | number | boolean {
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  if (
    text.length > 30 ||
    !/^[-+]?(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][-+]?[0-9]+)?$/.test(text) ||
    !/[0-9]/.test(text)
  )
    return text;
  const number = Number(text);
  if (!Number.isFinite(number) || (/^[-+]?[0-9]+$/.test(text) && !Number.isSafeInteger(number))) return text;
  return number;
}

function readYaml11Boolean(text: string): boolean | undefined {
  if (/^(yes|Yes|YES|on|On|ON)$/.test(text)) return true;
  if (/^(no|No|NO|off|Off|OFF)$/.test(text)) return false;
  return undefined;
}

/** A default may be a secret: only the template's shape is shown. */
function withoutLiterals(source: string): string {
  return source.replaceAll(/'[^']*'|"[^"]*"/g, "'…'").replace(/:-.*\}$/, ":-…}");
}
