/**
 * A text as it stands, and as software behind it may come to read it: percent escapes decoded, again and again for
 * escapes of escapes, `%uXXXX`, UTF-8 longer than needed (`%c0%ae` is a dot to lenient decoders), and with `+` for spaces
 * where a text has no other. No two are alike; at most seven.
 */
export function textSpellings(text: string): string[] {
  const spellings = [text];
  const add = (spelling: string) => {
    if (!spellings.includes(spelling)) spellings.push(spelling);
  };
  let decoded = text;
  for (let round = 0; round < rounds && decoded.includes("%"); round++) {
    const once = percentDecoded(decoded);
    if (once === decoded) break;
    decoded = once;
    add(decoded);
  }
  if (text.includes("+") && !text.includes(" ")) {
    const spaced = text.replaceAll("+", " ");
    add(spaced);
    let more = spaced;
    for (let round = 0; round < rounds && more.includes("%"); round++) more = percentDecoded(more);
    add(more);
  }
  return spellings;
}

const rounds = 4;

/** One round of decoding. What is no escape stays; bytes that are no UTF-8 become U+FFFD. */
export function percentDecoded(text: string): string {
  let result = "";
  let last = 0;
  for (let at = text.indexOf("%"); at !== -1; at = text.indexOf("%", at)) {
    const unicode = text[at + 1] === "u" || text[at + 1] === "U" ? hex(text, at + 2, 4) : undefined;
    if (unicode !== undefined) {
      result += text.slice(last, at) + String.fromCharCode(unicode);
      at += 6;
      last = at;
      continue;
    }
    const bytes: number[] = [];
    const from = at;
    for (let byte = escapeAt(text, at); byte !== undefined; byte = escapeAt(text, at)) {
      bytes.push(byte);
      at += 3;
    }
    if (bytes.length === 0) at++;
    else {
      result += text.slice(last, from) + lenientUtf8(bytes);
      last = at;
    }
  }
  return last === 0 ? text : result + text.slice(last);
}

function escapeAt(text: string, at: number): number | undefined {
  return text.charCodeAt(at) === 0x25 ? hex(text, at + 1, 2) : undefined;
}

function hex(text: string, from: number, length: number): number | undefined {
  let value = 0;
  for (let index = from; index < from + length; index++) {
    const code = text.charCodeAt(index);
    const digit =
      code >= 0x30 && code <= 0x39
        ? code - 0x30
        : (code | 0x20) >= 0x61 && (code | 0x20) <= 0x66
          ? (code | 0x20) - 0x57
          : -1;
    if (digit < 0) return undefined;
    value = value * 16 + digit;
  }
  return value;
}

/** UTF-8 as lenient decoders read it: lengths that are not the shortest count too. */
function lenientUtf8(bytes: readonly number[]): string {
  let text = "";
  for (let index = 0; index < bytes.length; ) {
    const first = bytes[index] as number;
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
    let point = length <= 1 ? first : first & (0x7f >> length);
    let read = 1;
    for (; read < length && ((bytes[index + read] ?? 0) & 0xc0) === 0x80; read++) {
      point = (point << 6) | ((bytes[index + read] as number) & 0x3f);
    }
    const whole = length > 0 && read === length && point <= 0x10ffff;
    text += whole ? String.fromCodePoint(point) : "\ufffd";
    index += whole ? length : 1;
  }
  return text;
}
