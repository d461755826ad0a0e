import type { SanitizerConfig } from "./config.ts";
import { harmlessStyle } from "./css.ts";

/** An attribute as it was read: name in lower case, value without references. */
export interface Attribute {
  readonly name: string;
  readonly value: string;
}

/** The attributes of a tag that stay, with the values that they may have. */
export type AttributeFilter = (tag: string, attributes: readonly Attribute[]) => Attribute[];

/** Attributes whose value is a URL that is opened, or a list of such. */
const urlAttributes = new Set([
  "href",
  "src",
  "action",
  "formaction",
  "cite",
  "poster",
  "background",
  "data",
  "longdesc",
  "lowsrc",
  "dynsrc",
  "manifest",
  "codebase",
  "classid",
  "archive",
  "profile",
  "usemap",
  "icon",
  "xlink:href",
  "ping",
]);
const urlLists = new Set(["srcset", "imagesrcset"]);
/** They hold HTML, or name what is to be run. */
const neverAllowed = new Set(["srcdoc", "is", "slot", "http-equiv", "xmlns"]);
const mostAttributes = 100;
const longestScheme = 200;

export function attributeFilter(config: SanitizerConfig): AttributeFilter {
  const allowed = new Map(
    Object.entries(config.allowed_attrs).map(([tag, names]) => [
      tag.toLowerCase(),
      new Set(names.map((name) => name.toLowerCase())),
    ]),
  );
  const everywhere = allowed.get("*");
  const schemes = new Set(config.allowed_schemes.map((scheme) => scheme.toLowerCase()));

  const keptValue = (tag: string, { name, value }: Attribute): string | undefined => {
    if (neverAllowed.has(name)) return undefined;
    if (name.startsWith("on") && config.strip_event_handlers) return undefined;
    if (everywhere?.has(name) !== true && allowed.get(tag)?.has(name) !== true) return undefined;
    if (name === "style") return config.sanitize_css ? harmlessStyle(value) : value;
    if (urlLists.has(name)) return isListAllowed(value, schemes) ? value : undefined;
    if (!urlAttributes.has(name)) return value;
    const isImage = config.allow_data_images && tag === "img" && name === "src";
    return isAllowedUrl(value, schemes) || (isImage && dataImage.test(value.trim())) ? value : undefined;
  };

  return (tag, attributes) => {
    const kept: Attribute[] = [];
    for (const attribute of attributes) {
      if (kept.length === mostAttributes) break;
      const value = keptValue(tag, attribute);
      if (value !== undefined) kept.push({ name: attribute.name, value });
    }
    return isNewWindow(kept) ? withoutOpener(kept) : kept;
  };
}

const dataImage = /^data:image\/(?:png|jpe?g|gif|webp|avif);base64,[A-Za-z0-9+/=\s]*$/i;

/** As browsers read it: controls and spaces within a scheme do not count (WHATWG URL). */
function isAllowedUrl(value: string, schemes: ReadonlySet<string>): boolean {
  const url = withoutGaps(value);
  const colon = url.indexOf(":");
  const end = url.search(/[/?#\\]/);
  if (colon === -1 || (end !== -1 && end < colon)) return true;
  return schemes.has(url.slice(0, colon).toLowerCase());
}

/** The beginning of a URL without what browsers skip or nobody sees. */
function withoutGaps(value: string): string {
  let url = "";
  for (const character of value) {
    const code = character.codePointAt(0) as number;
    if (code > 0x20 && !(code >= 0x7f && code <= 0xa0) && !isInvisible(code)) url += character;
    if (url.length === longestScheme) break;
  }
  return url;
}

function isInvisible(code: number): boolean {
  return (
    code === 0xad ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202f) ||
    code === 0xfeff
  );
}

function isListAllowed(value: string, schemes: ReadonlySet<string>): boolean {
  return value.split(",").every((candidate) => isAllowedUrl(candidate, schemes));
}

function isNewWindow(attributes: readonly Attribute[]): boolean {
  return attributes.some(({ name, value }) => name === "target" && value.toLowerCase() !== "_self");
}

/** A page that is opened in another window cannot send this one elsewhere. */
function withoutOpener(attributes: readonly Attribute[]): Attribute[] {
  return [...attributes.filter(({ name }) => name !== "rel"), { name: "rel", value: "noopener noreferrer" }];
}
