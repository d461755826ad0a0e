const opening = "=?base64?";
const closing = "?=";

/**
 * The text that an `Mcp-*` header stands for (2026-07-28, Value Encoding): visible ASCII with inner blanks stands for
 * itself, `=?base64?…?=` for the UTF-8 text in it. Undefined for what is neither: other bytes, bad base64, bad UTF-8.
 */
export function decodeHeaderValue(value: string): string | undefined {
  if (!isPlain(value)) return undefined;
  const encoded =
    value.startsWith(opening) && value.endsWith(closing) && value.length >= opening.length + closing.length;
  if (!encoded) return value;
  const base64 = value.slice(opening.length, -closing.length);
  const bytes = Buffer.from(base64, "base64");
  // Node skips what is not base64, another decoder may not.
  if (bytes.toString("base64") !== base64) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function isPlain(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code !== 9 && (code < 0x20 || code > 0x7e)) return false;
  }
  return true;
}
