/**
 * A URI with its escapes decoded, as a server may read it: tabs and line breaks are dropped, as URL parsers do (WHATWG
 * URL, basic URL parser), and an escape that is no escape, or bytes that are no UTF-8, don't keep the others hidden.
 */
export function decodedUri(uri: string): string {
  const bytes = Buffer.from(uri.replace(/[\t\n\r]/g, ""), "utf8");
  let length = 0;
  for (let index = 0; index < bytes.length; index++) {
    const escaped = bytes[index] === 0x25 ? bytes.toString("latin1", index + 1, index + 3) : "";
    const isEscape = /^[0-9a-fA-F]{2}$/.test(escaped);
    bytes[length++] = isEscape ? Number.parseInt(escaped, 16) : (bytes[index] as number);
    if (isEscape) index += 2;
  }
  return bytes.toString("utf8", 0, length);
}
