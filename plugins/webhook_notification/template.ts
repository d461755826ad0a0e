import type { JsonValue } from "plugins-adapter/framework";

/** Values that a template may name, the members of objects with a dot: `violation.code`. */
export type TemplateValues = Readonly<Record<string, JsonValue | undefined>>;

/** Puts values in the place of `{{names}}`. */
export type Template = (values: TemplateValues) => string;

type Piece = string | { readonly path: readonly string[]; readonly inString: boolean };

/** `{{name}}` or `{name}`: JSON has neither, and a configuration file's own templates take the first. */
const placeholder =
  /\{\{\s{0,20}([A-Za-z_][\w.]{0,200})\s{0,20}\}\}|\{((?:event|plugin_name|timestamp|request_id|user|tenant_id|server_id|violation|metadata|payload)(?:\.[\w.]{1,200})?)\}/g;

/**
 * Reads a template of JSON once. A name inside of a JSON string becomes text, escaped as it must be there, so that no value
 * can leave its string; elsewhere it becomes JSON. What is not known is `null`.
 */
export function templateOf(source: string): Template {
  const pieces: Piece[] = [];
  let inString = false;
  let from = 0;
  for (const { 0: mark, 1: double, 2: single, index } of source.matchAll(placeholder)) {
    const before = source.slice(from, index);
    inString = isInString(before, inString);
    pieces.push(before, { path: (double ?? single ?? "").split("."), inString });
    from = index + mark.length;
  }
  pieces.push(source.slice(from));
  return (values) =>
    pieces
      .map((piece) => {
        if (typeof piece === "string") return piece;
        const value = valueAt(values, piece.path);
        return piece.inString ? escaped(value) : JSON.stringify(value);
      })
      .join("");
}

/** Whether a template makes JSON, whatever the values are: each takes the place of one value or stays in its string. */
export function makesJson(template: Template): boolean {
  try {
    JSON.parse(template({}));
    return true;
  } catch {
    return false;
  }
}

/** Whether a string is open behind a text. */
function isInString(text: string, before: boolean): boolean {
  let inString = before;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\" && inString) at++;
    else if (text[at] === '"') inString = !inString;
  }
  return inString;
}

function valueAt(values: TemplateValues, path: readonly string[]): JsonValue {
  let value: JsonValue | undefined = values as Record<string, JsonValue>;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return null;
    value = (value as Record<string, JsonValue>)[step];
  }
  return value ?? null;
}

function escaped(value: JsonValue): string {
  return JSON.stringify(typeof value === "string" ? value : JSON.stringify(value)).slice(1, -1);
}
