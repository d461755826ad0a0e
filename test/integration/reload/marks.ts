/** Configurations of the plugin that marks both legs, and what its marks tell of an exchange. */
import { fileURLToPath } from "node:url";
import type { Answer } from "../parts/upstream.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** @param reload members of `adapter.reload` */
export const marking = (mark: string, reload: object = {}): string =>
  JSON.stringify({
    plugin_dirs: [folder],
    plugins: [{ name: "counted", kind: "./counted.ts", config: { mark } }],
    plugin_settings: { enable_plugin_api: true },
    adapter: { management: { token }, reload: { debounce_ms: 10, poll_seconds: 0.2, ...reload } },
  });

export const token = "a-token-of-a-test";

export const call = (id: number): string =>
  `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"t","arguments":{}}}`;

/** A result that tells the mark of the request; the text is for the plugin to mark. */
export function resultOf(body: Buffer): string {
  const { id, params } = JSON.parse(body.toString());
  const result = { content: [{ type: "text", text: "unmarked" }], _meta: { request: params.arguments.mark } };
  return JSON.stringify({ jsonrpc: "2.0", id, result });
}

export const told: Answer = (request, reply) => {
  reply.head(200, { "content-type": "application/json" });
  reply.end(resultOf(request.body));
};

/** The marks of a result: what the request was given, and what the answer. */
export function marksOf(text: string): { request: string; answer: string } {
  const { result } = JSON.parse(text);
  return { request: result._meta.request, answer: result.content[0].text };
}
