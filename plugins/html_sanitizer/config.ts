import { exemptionsSchema } from "plugins-adapter/framework";
import { z } from "zod";
import { isNeverAllowed } from "./tags.ts";

const tagName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, "is not the name of a tag")
  .refine(
    (name) => !isNeverAllowed(name.toLowerCase()),
    "is never allowed: what it holds is no HTML, or runs",
  );
const attributeName = z.string().regex(/^[A-Za-z][A-Za-z0-9:_-]{0,63}$/, "is not the name of an attribute");

export const sanitizerConfig = z.strictObject({
  allowed_tags: z
    .array(tagName)
    .max(200)
    .default([
      "a",
      "p",
      "div",
      "span",
      "strong",
      "em",
      "code",
      "pre",
      "ul",
      "ol",
      "li",
      "h1",
      "h2",
      "h3",
      "h4",
      "h5",
      "h6",
      "blockquote",
      "img",
      "br",
      "hr",
      "table",
      "thead",
      "tbody",
      "tr",
      "th",
      "td",
    ])
    .describe("Tags that stay"),
  allowed_attrs: z
    .record(
      z.string().regex(/^(?:\*|[A-Za-z][A-Za-z0-9-]{0,63})$/, "is not a tag, or `*`"),
      z.array(attributeName).max(200),
    )
    .default({
      "*": ["id", "class", "title", "alt"],
      a: ["href", "rel", "target"],
      img: ["src", "width", "height", "alt", "title"],
    })
    .describe("Attributes that stay, by tag; `*` stands for all tags"),
  allowed_schemes: z
    .array(z.string().regex(/^[A-Za-z][A-Za-z0-9+.-]{0,30}$/, "is not the name of a scheme"))
    .max(50)
    .default(["http", "https", "mailto", "tel"])
    .describe("Schemes of URLs that stay; URLs without one stay too"),
  remove_comments: z.boolean().default(true).describe("Take comments out"),
  drop_unknown_tags: z
    .boolean()
    .default(true)
    .describe("Take other tags out, and leave what stands in them; false: show them as text"),
  strip_event_handlers: z
    .boolean()
    .default(true)
    .describe("Take attributes out that begin with `on`, even allowed ones"),
  sanitize_css: z
    .boolean()
    .default(true)
    .describe(
      "Of an allowed `style` leave harmless declarations only: no URLs, no functions but those of colours",
    ),
  allow_data_images: z
    .boolean()
    .default(false)
    .describe("Let images be `data:` URLs of PNG, JPEG, GIF, WebP or AVIF"),
  remove_bidi_controls: z
    .boolean()
    .default(true)
    .describe("Take characters out that show a text in another order than it is read"),
  remove_hidden: z
    .boolean()
    .default(true)
    .describe("Take out, with what it holds, what a browser would not show: a model reads it all the same"),
  to_text: z
    .boolean()
    .default(false)
    .describe("Make plain text of HTML, with the type `text/plain` where it had one"),
  mime_types: z
    .array(z.string().regex(/^[A-Za-z0-9!#$&^_.+-]+\/[A-Za-z0-9!#$&^_.+-]+$/, "is not a media type"))
    .max(50)
    .default(["text/html", "application/xhtml+xml"])
    .describe("Media types whose texts and blobs are HTML"),
  sniff: z
    .enum(["documents", "any", "never"])
    .default("documents")
    .describe(
      "Which texts without a media type are HTML, in items, structured content and JSON: those that begin as a document, all with a tag, or none",
    ),
  max_text_bytes: z
    .int()
    .positive()
    .default(1_048_576)
    .describe("Longest HTML that is read, in bytes of UTF-8; a message with a longer one is denied"),
  max_depth: z
    .int()
    .positive()
    .max(10_000)
    .default(200)
    .describe("Elements inside each other that stay; deeper tags are taken out, their texts stay"),
  exemptions: exemptionsSchema,
});

export type SanitizerConfig = z.output<typeof sanitizerConfig>;
