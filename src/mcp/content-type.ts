/** What a body is by its content type. `other`: nothing that is read; `absent`: no such header. */
export type ContentType = "json" | "event_stream" | "other" | "absent";

/**
 * Reads a message's `content-type` headers. Only exactly `application/json` and `text/event-stream` (RFC 9110 §8.3.1:
 * any letter case), alone or with `charset=utf-8`, count: servers and clients differ in what else they take for one.
 * A repeated header, in two fields or joined by a comma, is `other`: receivers differ in which they read.
 */
export function contentType(headers: readonly (readonly [name: string, value: string])[]): ContentType {
  const values = headers.filter(([name]) => name === "content-type");
  if (values.length === 0) return "absent";
  if (values.length > 1) return "other";
  const [type, ...parameters] = (values[0]?.[1] ?? "").split(";", 3).map(trimmed);
  if (parameters.length > 1 || parameters.some((parameter) => !isUtf8Charset(parameter))) return "other";
  switch (type?.toLowerCase()) {
    case "application/json":
      return "json";
    case "text/event-stream":
      return "event_stream";
    default:
      return "other";
  }
}

function isUtf8Charset(parameter: string): boolean {
  const text = parameter.toLowerCase();
  return text === "charset=utf-8" || text === 'charset="utf-8"';
}

/** Without the spaces and tabs around it; `trim` would take more for a space than HTTP does. */
function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
