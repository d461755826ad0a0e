/** How a browser's tokenizer goes on behind a start tag (WHATWG HTML, parsing, "text" insertion mode). */
export type RawKind = "script" | "raw" | "text" | "plain";

const raw: Readonly<Record<string, RawKind>> = {
  script: "script",
  style: "raw",
  xmp: "raw",
  iframe: "raw",
  noembed: "raw",
  noframes: "raw",
  noscript: "raw",
  textarea: "text",
  title: "text",
  plaintext: "plain",
};

export function rawKindOf(tag: string): RawKind | undefined {
  return Object.hasOwn(raw, tag) ? raw[tag] : undefined;
}

/** What stands in these is not for readers: programs, styles, other documents and languages. */
const withoutContent = new Set([
  "script",
  "style",
  "iframe",
  "frameset",
  "object",
  "applet",
  "noembed",
  "noframes",
  "noscript",
  "template",
  "svg",
  "math",
  "audio",
  "video",
  "canvas",
]);

export function losesContent(tag: string): boolean {
  return withoutContent.has(tag);
}

const more = new Set([
  "embed",
  "frame",
  "base",
  "meta",
  "link",
  "param",
  "xmp",
  "plaintext",
  "textarea",
  "title",
  "html",
  "head",
  "body",
  "image",
]);

/** Tags that run something, or that make a browser read what follows as something else. */
export function isNeverAllowed(tag: string): boolean {
  return withoutContent.has(tag) || more.has(tag);
}

const voids = new Set("area base br col embed hr img input link meta param source track wbr".split(" "));

/** Elements without content and end tag. */
export function isVoid(tag: string): boolean {
  return voids.has(tag);
}

const blocks = new Set(
  "address article aside blockquote dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody thead tfoot title tr ul".split(
    " ",
  ),
);

/** Elements that begin on a line of their own. */
export function isBlock(tag: string): boolean {
  return blocks.has(tag);
}

const endedBy: Readonly<Record<string, ReadonlySet<string>>> = {
  p: blocks,
  li: new Set(["li"]),
  dt: new Set(["dt", "dd"]),
  dd: new Set(["dt", "dd"]),
  tr: new Set(["tr", "tbody", "thead", "tfoot"]),
  td: new Set(["td", "th", "tr", "tbody", "thead", "tfoot"]),
  th: new Set(["td", "th", "tr", "tbody", "thead", "tfoot"]),
  option: new Set(["option", "optgroup"]),
};

/** Whether an element whose end tag may be left out ends where the other begins. */
export function endsAt(open: string, next: string): boolean {
  return Object.hasOwn(endedBy, open) && (endedBy[open] as ReadonlySet<string>).has(next);
}
