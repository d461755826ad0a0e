/** What texts of generated messages are made of. */
import type { Random } from "../random.ts";

/** The plugin of the run denies whatever has this word, and masks the other one. */
export const deniedWord = "nightfall";
export const maskedWord = "moonrise";
/** What the plugin puts in its place, one for a whole case: nothing of it may change what is around it. */
export const masks = [
  "********",
  "",
  '"},"name":"x',
  "\\",
  "\r\n\r\ndata: {}\n\n",
  "\u2028\u0085\u0000\u001f\u007f",
  "🙂\ufeff",
  "</script>",
] as const;

const texts = [
  "hi",
  "",
  "a longer text with spaces",
  "ünï¢ödé 🙂 \u2028 \u0085",
  "line\nline\ttab\r\n",
  'quotes " and \\ backslashes / \\u0041',
  '{"name":"echo"}',
  "<b>&amp;</b>",
  "\u0000",
  "data: x\n\ndata: y",
  "=?base64?aGk=?=",
  "ſtatus Kelvin \u212a",
];

export function someText(random: Random): string {
  if (random.percent(6)) return `${random.pick(texts)}${deniedWord}`;
  if (random.percent(6)) return `the ${maskedWord}${random.pick(texts)}`;
  if (random.percent(2)) return "x".repeat(random.pick([300, 5000]));
  return random.pick(texts);
}

export function someName(random: Random): string {
  return random.percent(5) ? deniedWord : random.pick(["echo", "add", "files.read", "a-b_c", "Echo", "ünï"]);
}

export function someUri(random: Random): string {
  if (random.percent(5)) return `${deniedWord}://a`;
  return random.pick(["file:///a", "https://example.org/a?b=c#d", "skill://x/SKILL.md", "urn:a:b"]);
}

/** Any JSON value, not deep. */
export function someValue(random: Random, depth = 2): unknown {
  switch (random.below(depth > 0 ? 8 : 6)) {
    case 0:
      return random.pick([0, 1, -1, 1.5, 1e21, 9007199254740991, 0.1]);
    case 1:
      return random.pick([true, false, null]);
    case 6:
      return Array.from({ length: random.below(3) }, () => someValue(random, depth - 1));
    case 7:
      return someObject(random, depth - 1);
    default:
      return someText(random);
  }
}

export function someObject(random: Random, depth = 2): Record<string, unknown> {
  const keys = [
    "text",
    "a",
    "b",
    "name",
    "Name",
    "id",
    "method",
    "10",
    "params",
    "",
    "ü",
    "kEy",
    "arguments",
  ];
  return Object.fromEntries(
    Array.from({ length: random.below(4) }, () => [random.pick(keys), someValue(random, depth)]),
  );
}
