/** Messages as text, handlers that deny or mask a word, and what becomes of an answer. */
import type { Plugin } from "../../src/framework/index.ts";
import { asked, response, responseHead, text } from "./inspect.ts";

export const events = [
  [":status", "200"],
  ["content-type", "text/event-stream"],
] as const;

/** A request, or a notification where it has no id. */
export function message(id: number | undefined, method: string, params: string): string {
  return `{"jsonrpc":"2.0",${id === undefined ? "" : `"id":${id},`}"method":"${method}","params":${params}}`;
}

/** The answer to the request with the id 1. */
export function result(json: string): string {
  return `{"jsonrpc":"2.0","id":1,"result":${json}}`;
}

/** A handler that denies what holds the word. */
export function deny(word: string) {
  return (payload: object) =>
    JSON.stringify(payload).includes(word)
      ? { violation: { reason: "No", description: word, code: "NO", details: {} } }
      : {};
}

/** What the client gets of an answer to a request that went on. */
export async function answered(plugin: Plugin, body: string, answer: string, settings = {}) {
  const { exchange, decisions } = await asked(plugin, body, settings);
  responseHead(exchange);
  return { text: text(await response(exchange, answer), answer), decisions };
}
