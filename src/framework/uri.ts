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

/**
 * A URI as it stands and as servers come to read it: resolved (`..`, the case of a scheme), decoded, and resolved once
 * more. A text that is no URI has one spelling.
 */
export function uriSpellings(uri: string): string[] {
  const resolved = resolvedUri(uri);
  if (resolved === undefined) return [uri];
  const decoded = decodedUri(resolved);
  return [...new Set([uri, resolved, decoded, resolvedUri(decoded) ?? decoded])];
}

function resolvedUri(uri: string): string | undefined {
  return URL.canParse(uri) ? new URL(uri).href : undefined;
}
