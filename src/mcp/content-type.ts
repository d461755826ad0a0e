/** What a body is by its content type. `other`: nothing that is read; `absent`: no such header. */
export type ContentType = "json" | "event_stream" | "other" | "absent";

/**
 * Reads a message's `content-type` headers. Only exactly `application/json` and `text/event-stream` in UTF-8 count:
 * servers and clients differ in what else they take for one. Parameters are read as RFC 9110 §5.6.6 has them: empty
 * ones and unknown ones change nothing, as RFC 8259 §11 says, but only where a reader that splits at each semicolon
 * sees the same (no quoted text but the charset). A repeated header or charset, or one joined by a comma, is `other`:
 * receivers differ in which they read.
 */
export function contentType(headers: readonly (readonly [name: string, value: string])[]): ContentType {
  let value: string | undefined;
  for (const header of headers) {
    if (header[0] !== "content-type") continue;
    if (value !== undefined) return "other";
    value = header[1];
  }
  return value === undefined ? "absent" : typeOf(value);
}

function typeOf(value: string): ContentType {
  // As nearly everybody writes them; each exchange asks four times.
  if (value === "application/json") return "json";
  if (value === "text/event-stream") return "event_stream";
  const [type, ...parameters] = value.split(";").map((part) => trimmed(part).toLowerCase());
  const charsets = parameters.filter((parameter) => parameter.startsWith("charset"));
  const others = parameters.filter((parameter) => !parameter.startsWith("charset"));
  if (charsets.length > 1 || !charsets.every(isUtf8) || !others.every(isHarmless)) return "other";
  switch (type) {
    case "application/json":
      return "json";
    case "text/event-stream":
      return "event_stream";
    default:
      return "other";
  }
}

/** `utf8` is no registered name, but nobody reads it as anything else. */
function isUtf8(parameter: string): boolean {
  return /^charset=(?:utf-?8|"utf-?8")$/.test(parameter);
}

/** Nothing, or `token=token`. */
function isHarmless(parameter: string): boolean {
  return parameter === "" || /^[!#$%&'*+.^_`|~\w-]+=[!#$%&'*+.^_`|~\w-]+$/.test(parameter);
}

/** Without the spaces and tabs around it; `trim` would take more for a space than HTTP does. */
export function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
