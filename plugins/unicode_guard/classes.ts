/** What a character is doing in a text where it has no business. */
export const classes = [
  "invisible",
  "tags",
  "variation_selectors",
  "bidi",
  "terminal",
  "mixed_scripts",
  "private_use",
  "surrogates",
] as const;
export type UnicodeClass = (typeof classes)[number];

/** A stretch of a text, in code units. */
export interface Finding {
  readonly of: UnicodeClass;
  readonly start: number;
  readonly end: number;
}

/** Printable ASCII with tab and line ends: most texts, and nothing to find in them. */
export function isPlain(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7e || (code < 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09)) return false;
  }
  return true;
}

const zeroWidth =
  /^(?:\u034f|[\u17b4\u17b5]|[\u180b-\u180f]|[\u00ad\u115f\u1160\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}])$/u;
const joiner = /^[\u200c\u200d]$/;
const emoji = /^(?:\ufe0f|[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}])$/u;
const pictograph = /^\p{Extended_Pictographic}$/u;
/** Scripts whose letters take other shapes beside a joiner. */
const joined =
  /^[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Nko}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\u0640\u064b-\u065f]$/u;
/** Scripts that mark the ends of words by a space without width. */
const spaceless =
  /^[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u;
const mongolian = /^\p{Script=Mongolian}$/u;
const selectable =
  /^[\p{Script=Han}\p{Emoji}\p{Extended_Pictographic}\p{S}\p{P}\p{N}\p{Script=Mongolian}\p{Script=Myanmar}\p{Script=Phags_Pa}]$/u;

/** The class of one character between its neighbours, which are empty at the ends; undefined where it may stand. */
export function classOf(char: string, before: string, after: string): UnicodeClass | undefined {
  const point = char.codePointAt(0) as number;
  if (point < 0x20)
    return point === 0x0a || point === 0x0d || point === 0x09 || point === 0x0c ? undefined : "terminal";
  if (point < 0x7f) return undefined;
  if (point <= 0x9f) return point === 0x85 ? undefined : "terminal";
  if (point >= 0xd800 && point <= 0xdfff) return "surrogates";
  if (point >= 0xe0000 && point <= 0xe007f) return "tags";
  if ((point >= 0xfe00 && point <= 0xfe0f) || (point >= 0xe0100 && point <= 0xe01ef)) {
    return selectable.test(before) ? undefined : "variation_selectors";
  }
  if (joiner.test(char)) {
    const inEmoji = point === 0x200d && emoji.test(before) && pictograph.test(after);
    return inEmoji || joined.test(before) || joined.test(after) ? undefined : "invisible";
  }
  if (zeroWidth.test(char)) {
    if (point === 0x200b && (spaceless.test(before) || spaceless.test(after))) return undefined;
    return point >= 0x180b && point <= 0x180f && mongolian.test(before) ? undefined : "invisible";
  }
  if ((point >= 0xe000 && point <= 0xf8ff) || point >= 0xf0000) return "private_use";
  return undefined;
}
