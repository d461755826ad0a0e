import { isBlock } from "./tags.ts";
import type { Writer } from "./write.ts";

/** Writes the text that a reader sees: a line for each block, cells apart, items marked, white space as browsers fold it. */
export function textWriter(): Writer {
  const pieces: string[] = [];
  let preformatted = 0;
  /** What has to stand before the next text. */
  let gap: "" | " " | "\n" = "";
  let isStart = true;

  const put = (text: string) => {
    if (!isStart) pieces.push(gap);
    gap = "";
    isStart = false;
    pieces.push(text);
  };
  const line = () => {
    gap = "\n";
  };
  return {
    start(tag, attributes) {
      if (tag === "br" || tag === "hr" || isBlock(tag)) line();
      if (tag === "pre") preformatted++;
      if (tag === "li") put("- ");
      if (tag === "td" || tag === "th") gap = gap === "\n" ? gap : " ";
      const alt = tag === "img" ? attributes.find(({ name }) => name === "alt")?.value.trim() : undefined;
      if (alt) put(alt);
    },
    end(tag) {
      if (isBlock(tag)) line();
      if (tag === "td" || tag === "th") gap = gap === "\n" ? gap : " ";
      if (tag === "pre") preformatted--;
    },
    text(chars) {
      if (preformatted > 0) {
        put(chars);
        return;
      }
      const words = chars.split(/[ \t\n\f\r]+/);
      if (words[0] === "" && gap === "") gap = " ";
      const filled = words.filter((word) => word !== "");
      if (filled.length === 0) return;
      put(filled.join(" "));
      if (words.at(-1) === "") gap = " ";
    },
    comment: () => undefined,
    done: () => pieces.join(""),
  };
}
