/**
 * Traffic in which every message carries a secret that must not arrive: arguments and results have one that a plugin
 * replaces, and calls of the tool `bad` are denied.
 */
import { fileURLToPath } from "node:url";

/** Replaces `secret-…`, denies arguments with `forbidden`, and logs each hook and the shutdown. */
export const secretsConfig = (adapter = "") => `plugin_dirs: [${fileURLToPath(new URL(".", import.meta.url))}]
plugins:
  - name: witness
    kind: ./witness.ts
    hooks: [tool_pre_invoke, tool_post_invoke]
    mode: enforce
    priority: 1
  - name: deny
    kind: deny_filter
    hooks: [tool_pre_invoke]
    mode: enforce
    priority: 2
    config: { words: [forbidden] }
  - name: hide
    kind: search_replace
    hooks: [tool_pre_invoke, tool_post_invoke]
    mode: enforce
    priority: 3
    config: { words: [{ search: "secret-[a-z]+", replace: hidden }] }
adapter: {${adapter}}
`;

export const secret = "secret-";

/** A tool call with a secret in its arguments; a denied one names it beside the word that is. */
export function call(id: number, { tool = "t", denied = false } = {}): string {
  const word = denied ? "secret-forbidden forbidden" : "secret-argument";
  return `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"${tool}","arguments":{"a":"${word}"}}}`;
}

/** Its result, with a secret; and what of it a client may see. */
export function result(id: number): string {
  return `{"jsonrpc":"2.0","id":${id},"result":{"content":[{"type":"text","text":"is secret-result"}]}}`;
}
export const masked = (id: number): string => result(id).replace("secret-result", "hidden");

/** One event of an event stream. */
export const event = (data: string): string => `event: message\ndata: ${data}\n\n`;

/** A notification for an event stream. */
export const progress = (n: number): string =>
  event(`{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":${n}}}`);
