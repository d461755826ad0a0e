import { type Token, Tokenizer, TokenizerMode } from "parse5";
import { attributeFilter } from "./attributes.ts";
import type { SanitizerConfig } from "./config.ts";
import { isHiding } from "./css.ts";
import { endsAt, isBlock, isVoid, losesContent, rawKindOf } from "./tags.ts";
import { textWriter } from "./text.ts";
import { htmlWriter, type Writer } from "./write.ts";

/**
 * Makes HTML harmless, or text of it. It is taken apart as browsers do (WHATWG HTML, tokenization), and put together
 * anew of what is allowed: in what comes out every `<` begins an allowed tag. The time is linear in the text.
 */
export type Sanitizer = (html: string) => string;

export function sanitizerOf(config: SanitizerConfig): Sanitizer {
  const tags = new Set(config.allowed_tags.map((tag) => tag.toLowerCase()));
  const attributesOf = attributeFilter(config);
  return (html) => {
    const writer: Writer = config.to_text ? textWriter() : htmlWriter();
    const open: string[] = [];
    const counts = new Map<string, number>();
    let gone: Gone | undefined;

    const close = (tag: string) => {
      if ((counts.get(tag) ?? 0) === 0) return;
      for (let last = open.pop(); last !== undefined; last = open.pop()) {
        countUp(counts, last, -1);
        writer.end(last);
        if (last === tag) return;
      }
    };
    const begin = ({ tagName: tag, attrs }: Token.TagToken) => {
      const last = open.at(-1);
      if (last !== undefined && endsAt(last, tag)) close(last);
      if (!config.to_text && !tags.has(tag)) {
        if (!config.drop_unknown_tags) writer.text(`<${tag}>`);
        else if (isBlock(tag)) writer.text("\n");
        return;
      }
      if (isVoid(tag)) writer.start(tag, attributesOf(tag, attrs));
      else if (open.length < config.max_depth) {
        writer.start(tag, attributesOf(tag, attrs));
        open.push(tag);
        countUp(counts, tag, 1);
      }
    };
    const text = (chars: string) => {
      if (gone === undefined) writer.text(config.remove_bidi_controls ? chars.replace(bidi, "") : chars);
    };

    const tokenizer = new Tokenizer(
      {},
      {
        onStartTag(token) {
          const tag = token.tagName;
          const kind = rawKindOf(tag);
          if (kind !== undefined) tokenizer.state = modes[kind];
          if (gone !== undefined) {
            if (!endsBefore(gone, tag)) {
              if (!isVoid(tag) && !token.selfClosing) countUp(gone.inner, tag, 1);
              return;
            }
            gone = undefined;
          }
          const isGone = losesContent(tag) || (config.remove_hidden && isHidden(token));
          if (!isGone) begin(token);
          // In foreign languages a tag may close itself; in HTML none does.
          else if (!isVoid(tag) && !(token.selfClosing && isForeign(tag))) gone = { tag, inner: new Map() };
        },
        onEndTag({ tagName: tag }) {
          if (gone !== undefined) {
            if ((gone.inner.get(tag) ?? 0) > 0) countUp(gone.inner, tag, -1);
            else if (tag === gone.tag) gone = undefined;
            else if (isBlock(tag) && !losesContent(gone.tag) && (counts.get(tag) ?? 0) > 0) {
              gone = undefined;
              close(tag);
            }
            return;
          }
          if (config.to_text || tags.has(tag)) close(tag);
          else if (!config.drop_unknown_tags) writer.text(`</${tag}>`);
          else if (isBlock(tag)) writer.text("\n");
        },
        onComment({ data }) {
          if (gone === undefined && !config.remove_comments) writer.comment(data);
        },
        onCharacter: ({ chars }) => text(chars),
        onWhitespaceCharacter: ({ chars }) => text(chars),
        onNullCharacter: () => undefined,
        onDoctype: () => undefined,
        onEof: () => undefined,
      },
    );
    tokenizer.write(html, true);
    while (open.length > 0) close(open.at(-1) as string);
    return writer.done();
  };
}

const modes = {
  script: TokenizerMode.SCRIPT_DATA,
  raw: TokenizerMode.RAWTEXT,
  text: TokenizerMode.RCDATA,
  plain: TokenizerMode.PLAINTEXT,
};

/** Marks and controls that order text (UAX 9). */
const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function isHidden({ tagName, attrs }: Token.TagToken): boolean {
  return attrs.some(
    ({ name, value }) =>
      name === "hidden" ||
      (name === "style" && isHiding(value)) ||
      (tagName === "input" && name === "type" && value.toLowerCase() === "hidden"),
  );
}

/** An element that goes with its content, and what is open in it, by tag. */
interface Gone {
  readonly tag: string;
  readonly inner: Map<string, number>;
}

/** Whether the element ends where a tag begins, its own end tag left out: not inside of a list or table of its own. */
function endsBefore({ tag, inner }: Gone, next: string): boolean {
  return endsAt(tag, next) && holders.every((holder) => (inner.get(holder) ?? 0) === 0);
}

const holders = ["ul", "ol", "dl", "table", "select"];

function isForeign(tag: string): boolean {
  return tag === "svg" || tag === "math";
}

function countUp(counts: Map<string, number>, tag: string, by: number): void {
  counts.set(tag, (counts.get(tag) ?? 0) + by);
}
