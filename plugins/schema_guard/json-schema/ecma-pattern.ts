/**
 * The RE2 text for an expression of ECMA-262 as JSON Schema has them (with the `u` flag). What RE2 cannot do stays as it
 * is, and RE2 refuses it: look-around, back-references, more than 1000 repetitions.
 */
export function re2Source(pattern: string): string {
  let text = "";
  let inClass = false;
  for (let at = 0; at < pattern.length; ) {
    const character = pattern[at] as string;
    if (character === "\\") {
      const escaped = escapeAt(pattern, at, inClass);
      text += escaped.text;
      at = escaped.end;
      continue;
    }
    if (inClass) {
      if (character === "]") inClass = false;
      // POSIX classes are RE2's alone.
      text += character === "[" ? "\\[" : character;
      at++;
      continue;
    }
    if (character === "[") {
      const empty = /^\[(\^?)\]/.exec(pattern.slice(at, at + 3));
      if (empty !== null) {
        // `[]` is nothing, `[^]` anything.
        text += empty[1] === "^" ? "[\\x{0}-\\x{10FFFF}]" : "[^\\x{0}-\\x{10FFFF}]";
        at += empty[0].length;
        continue;
      }
      inClass = true;
      text += pattern[at + 1] === "^" ? "[^" : "[";
      at += pattern[at + 1] === "^" ? 2 : 1;
      continue;
    }
    if (character === ".") text += "[^\\n\\r\\x{2028}\\x{2029}]";
    // RE2 takes modes in groups, which ECMA-262 does not have in this form.
    else text += character;
    at++;
  }
  return text;
}

/** White space and line ends, beyond ASCII's. */
const spaces =
  "\\t\\n\\x{0b}\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";

/** The complement of {@link spaces}, for a class that has more in it. */
const nonSpaces =
  "\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}";

interface Escape {
  readonly text: string;
  readonly end: number;
}

function escapeAt(pattern: string, at: number, inClass: boolean): Escape {
  const letter = pattern[at + 1] ?? "";
  switch (letter) {
    case "s":
      return { text: inClass ? spaces : `[${spaces}]`, end: at + 2 };
    case "S":
      return { text: inClass ? nonSpaces : `[${nonSpaces}]`, end: at + 2 };
    case "v":
      return { text: "\\x{0b}", end: at + 2 };
    case "0":
      return { text: "\\x{0}", end: at + 2 };
    case "b":
      return { text: inClass ? "\\x{8}" : "\\b", end: at + 2 };
    case "c": {
      const control = pattern.charCodeAt(at + 2);
      return { text: `\\x{${(control % 32).toString(16)}}`, end: at + 3 };
    }
    case "u":
      return unicodeAt(pattern, at);
    case "p":
    case "P":
      return propertyAt(pattern, at, letter);
    default:
      // The others mean the same; what is none (`\Z`, `\a` is RE2's) is refused by either.
      return /[aAzZQEC]/.test(letter) && letter !== ""
        ? { text: "\\Y", end: at + 2 }
        : { text: `\\${letter}`, end: at + 2 };
  }
}

function unicodeAt(pattern: string, at: number): Escape {
  const text = pattern.slice(at, at + 12);
  const pair = /^\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})/.exec(text);
  if (pair !== null) {
    const [whole, high = "", low = ""] = pair;
    const point = (Number.parseInt(high, 16) - 0xd800) * 0x400 + Number.parseInt(low, 16) - 0xdc00 + 0x10000;
    return { text: `\\x{${point.toString(16)}}`, end: at + whole.length };
  }
  const one = /^\\u(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{4}))/.exec(text);
  return one === null
    ? { text: "\\Y", end: at + 2 }
    : { text: `\\x{${one[1] ?? one[2]}}`, end: at + one[0].length };
}

const categories: Readonly<Record<string, string>> = {
  Letter: "L",
  Cased_Letter: "LC",
  Uppercase_Letter: "Lu",
  Lowercase_Letter: "Ll",
  Titlecase_Letter: "Lt",
  Modifier_Letter: "Lm",
  Other_Letter: "Lo",
  Mark: "M",
  Number: "N",
  Decimal_Number: "Nd",
  digit: "Nd",
  Punctuation: "P",
  punct: "P",
  Symbol: "S",
  Separator: "Z",
  Space_Separator: "Zs",
  Other: "C",
  Control: "Cc",
  Format: "Cf",
};

/** RE2 knows categories by their short names, and scripts without the word. */
function propertyAt(pattern: string, at: number, letter: string): Escape {
  const found = /^\\[pP]\{(?:(?:General_Category|gc|Script|sc)=)?([A-Za-z_]{1,40})\}/.exec(
    pattern.slice(at, at + 70),
  );
  if (found === null) return { text: "\\Y", end: at + 2 };
  const name = found[1] as string;
  return { text: `\\${letter}{${categories[name] ?? name}}`, end: at + found[0].length };
}
