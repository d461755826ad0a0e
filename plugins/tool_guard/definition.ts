import { hash } from "node:crypto";
import { canonicalJson, type JsonObject, type JsonValue } from "plugins-adapter/framework";

/** A string of a definition. @property isName a property's, tool's or argument's name */
export interface DefinitionText {
  readonly text: string;
  readonly isName: boolean;
}

/**
 * Every string of a definition, names of members included; pictures in `data:` URIs excepted. Undefined: it is deeper
 * or has more members than the limits.
 */
export function textsOf(
  definition: JsonValue,
  limits: { readonly depth: number; readonly members: number },
): DefinitionText[] | undefined {
  const texts: DefinitionText[] = [];
  let left = limits.members;
  const walk = (value: JsonValue, level: number, isName: boolean): boolean => {
    if (--left < 0 || level > limits.depth) return false;
    if (typeof value === "string") {
      if (!picture.test(value)) texts.push({ text: value, isName });
      return true;
    }
    if (typeof value !== "object" || value === null) return true;
    if (Array.isArray(value)) return value.every((each) => walk(each, level + 1, false));
    return Object.entries(value).every(([key, each]) => {
      texts.push({ text: key, isName: true });
      return walk(each, level + 1, key === "name");
    });
  };
  return walk(definition, 0, false) ? texts : undefined;
}

/** What only begins as a picture is a text like any other. */
const picture = /^data:image\/[\w.+-]{1,40};base64,[A-Za-z0-9+/]*={0,2}$/i;

/** SHA-256 of the definition's canonical JSON (RFC 8785). */
export function digestOf(definition: JsonObject): string {
  return `sha256:${hash("sha256", canonicalJson(definition), "hex")}`;
}

/** Names that look or read alike have one: case, separators, full-width and invisible letters, 0 and o, 1 and l. */
export function nameShape(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replace(/[01а-яα-ω]/g, (letter) => lookalikes[letter] ?? letter);
}

const lookalikes: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "l",
  а: "a",
  е: "e",
  о: "o",
  р: "p",
  с: "c",
  у: "y",
  х: "x",
  і: "i",
  к: "k",
  м: "m",
  т: "t",
  в: "b",
  н: "h",
  α: "a",
  ε: "e",
  ο: "o",
  ρ: "p",
  ι: "i",
  κ: "k",
  ν: "v",
  τ: "t",
  υ: "u",
};
