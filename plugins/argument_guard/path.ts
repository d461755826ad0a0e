import type { JsonObject, JsonValue } from "plugins-adapter/framework";

/** A place in arguments: names of members, indexes of lists, `*` for each of either. */
export type ArgumentPath = readonly string[];

/** What stands at a place. @property at where, as a JSON pointer */
export interface Found {
  readonly value: JsonValue;
  readonly at: string;
}

/** `/filter/0/price` is a JSON pointer (RFC 6901), `filter.*.price` a dotted path; undefined for neither. */
export function readPath(text: string): ArgumentPath | undefined {
  const tokens = text.startsWith("/")
    ? text
        .slice(1)
        .split("/")
        .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"))
    : text.split(".");
  return tokens.every((token) => token !== "") && tokens.length <= 32 ? tokens : undefined;
}

/**
 * All that stands at a place. Names count in any letter case, as some servers read them so. A value that is null is none.
 * Undefined: there are more than `most`.
 */
export function findAll(args: JsonObject, path: ArgumentPath, most: number): readonly Found[] | undefined {
  let places: Found[] = [{ value: args, at: "" }];
  for (const token of path) {
    const next: Found[] = [];
    for (const { value, at } of places) {
      if (typeof value !== "object" || value === null) continue;
      for (const [key, inner] of membersOf(value, token)) {
        if (next.length >= most) return undefined;
        next.push({ value: inner, at: `${at}/${key}` });
      }
    }
    places = next;
  }
  return places.filter(({ value }) => value !== null);
}

function membersOf(
  value: JsonObject | JsonValue[],
  token: string,
): readonly [key: string, value: JsonValue][] {
  if (token === "*") return Object.entries(value);
  if (Array.isArray(value)) {
    const index = /^(0|[1-9]\d{0,8})$/.test(token) ? Number(token) : value.length;
    return index < value.length ? [[token, value[index] as JsonValue]] : [];
  }
  const name = foldedName(token);
  return Object.entries(value).filter(([key]) => foldedName(key) === name);
}

/** One name for all that some reader takes for the same: the long s and the Kelvin sign among them. */
export function foldedName(name: string): string {
  return name.toUpperCase().toLowerCase();
}
