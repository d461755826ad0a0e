import { deniedTool, marker, type RequestCase, type ResponseCase } from "../catalogue/case.ts";
import type { Seen } from "./seen.ts";
import type { Answer } from "./send.ts";

/**
 * What became of a request, by the answer that its sender got and by whether the server got it.
 * @param reached bodies that arrived at the server
 * @param judged what plugins were handed meanwhile
 */
export function verdictOf(
  answer: Answer,
  reached: readonly Uint8Array[],
  sent: string | Uint8Array,
  judged: readonly Seen[],
): RequestCase["expect"] | "changed" | "lost" | "denied unseen" {
  const code = codeOf(answer);
  const seen = judged.some(({ denied }) => denied);
  if (reached.length > 0) {
    if (reached.length > 1) return "changed";
    const [body] = reached.map((bytes) => Buffer.from(bytes));
    if (body?.equals(Buffer.from(sent as string))) return "forwarded";
    if (body?.includes(marker) || body?.includes(deniedTool)) return "changed";
    return seen ? "denied in place" : "replaced";
  }
  if (answer.status === 202 && seen) return "denied in place";
  if (code === "DENIED_BY_TEST" || code === "batch_denied") return seen ? "denied" : "denied unseen";
  if (code !== undefined) return `refused ${code}`;
  if (answer.status === undefined) return answer.closed ? "refused by envoy" : "lost";
  return answer.status >= 400 && answer.status < 500 ? "refused by envoy" : "lost";
}

/** The code in the adapter's own answer; undefined when the answer is another's. */
export function codeOf({ headers, body }: Answer): string | undefined {
  // Headers of HTTP/2 are not decoded.
  if (headers.size > 0 && headers.get("x-mcp-denied") === undefined) return undefined;
  const code = /"code":"(\w+)"/.exec(body.toString())?.[1];
  return code ?? (headers.size > 0 ? "unnamed" : undefined);
}

/** What became of an answer, by what its receiver got. */
export function responseVerdictOf(
  answer: Answer,
  sent: Uint8Array,
  judged: readonly Seen[],
): ResponseCase["expect"] | "lost" {
  if (answer.status === undefined) return "lost";
  if (Buffer.from(sent).equals(answer.body) && answer.headers.get("x-mcp-denied") === undefined)
    return "forwarded";
  const code = /"code":"(\w+)"/.exec(answer.body.toString())?.[1];
  if (code !== undefined && code !== "DENIED_BY_TEST") return `refused ${code}`;
  if (judged.some(({ denied }) => denied)) return code === undefined ? "denied in place" : "denied";
  return "replaced";
}
