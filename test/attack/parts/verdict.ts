import type { ResponseCase, Verdict } from "../catalogue/case.ts";
import type { Answer } from "./send.ts";

/**
 * What became of a request, by the answer that its sender got and by whether the server got it.
 * @param reached bodies that arrived at the server
 */
export function verdictOf(
  answer: Answer,
  reached: readonly Uint8Array[],
  sent: string | Uint8Array,
): Verdict | "changed" | "lost" {
  const code = codeOf(answer);
  if (reached.length > 0) {
    const same = reached.length === 1 && Buffer.from(sent as string).equals(reached[0] as Uint8Array);
    return same ? "forwarded" : "changed";
  }
  if (code === "DENIED_BY_TEST" || code === "batch_denied") return "denied";
  if (code !== undefined) return `refused ${code}`;
  if (answer.status === undefined) return answer.closed ? "refused by envoy" : "lost";
  return answer.status >= 400 && answer.status < 500 ? "refused by envoy" : "lost";
}

/** The code in the adapter's own answer; undefined when the answer is another's. */
export function codeOf({ headers, body }: Answer): string | undefined {
  if (headers.get("x-mcp-denied") === undefined) return undefined;
  return /"code":"(\w+)"/.exec(body.toString())?.[1] ?? "unnamed";
}

/** What became of an answer, by what its receiver got. */
export function responseVerdictOf(answer: Answer, sent: Uint8Array): ResponseCase["expect"] | "lost" {
  if (answer.status === undefined) return "lost";
  if (Buffer.from(sent).equals(answer.body) && answer.headers.get("x-mcp-denied") === undefined)
    return "forwarded";
  const code = /"code":"(\w+)"/.exec(answer.body.toString())?.[1];
  if (code === "DENIED_BY_TEST") return "denied";
  return code === undefined ? "replaced" : `refused ${code}`;
}
