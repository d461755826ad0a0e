import type { Attribute } from "./attributes.ts";
import { isVoid } from "./tags.ts";

/** Takes what stays of a document, in its order. */
export interface Writer {
  start(tag: string, attributes: readonly Attribute[]): void;
  end(tag: string): void;
  /** @param chars as they are meant: not escaped */
  text(chars: string): void;
  comment(data: string): void;
  done(): string;
}

/** Writes HTML that every parser reads alike: attributes quoted, `&`, `<` and `>` as references. */
export function htmlWriter(): Writer {
  const pieces: string[] = [];
  return {
    start(tag, attributes) {
      pieces.push("<", tag);
      for (const { name, value } of attributes) pieces.push(" ", name, '="', escapedValue(value), '"');
      pieces.push(">");
    },
    end(tag) {
      if (!isVoid(tag)) pieces.push("</", tag, ">");
    },
    text(chars) {
      pieces.push(escapedText(chars));
    },
    comment(data) {
      pieces.push(
        "<!--",
        escapedText(data)
          .replace(/-(?=-)/g, "- ")
          .replace(/^-|-$/g, ""),
        "-->",
      );
    },
    done: () => pieces.join(""),
  };
}

function escapedText(text: string): string {
  return /[&<>]/.test(text) ? text.replace(/[&<>]/g, (mark) => references[mark] as string) : text;
}

/** `` ` `` ends an attribute for old browsers. */
function escapedValue(value: string): string {
  return value.replace(/[&<>"'`]/g, (mark) => references[mark] as string);
}

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};
