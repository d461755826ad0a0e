/** The plugins of the adapter under test, and messages that they allow, edit or deny. */

/** Pre hooks: texts that grow and shrink, a word that is denied. Post hooks: the same, and card numbers masked. */
export const plugins = `plugins:
  - name: edits
    kind: search_replace
    priority: 10
    mode: enforce
    hooks: [tool_pre_invoke, tool_post_invoke]
    config:
      words:
        - { search: "plain-secret", replace: "a much longer text, with ünïcödé" }
        - { search: "confidential-and-long-secret", replace: "ß" }
  - name: cards
    kind: pii_filter
    priority: 20
    mode: enforce
    hooks: [tool_post_invoke, prompt_post_fetch, resource_post_fetch]
    config: { default_mask_strategy: partial }
  - name: words
    kind: deny_filter
    priority: 30
    mode: enforce
    config: { words: [nightfall] }
`;

/** Found by a plugin and replaced. */
export const growing = "plain-secret";
export const grown = "a much longer text, with ünïcödé";
export const shrinking = "confidential-and-long-secret";
export const shrunk = "ß";
export const card = "4111111111111111";
export const masked = "****-****-****-1111";
/** Found by a plugin and denied. */
export const forbidden = "nightfall";

/** A `tools/call` with id 7 around this text of JSON arguments. */
export const call = (args = "{}"): string =>
  `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"t","arguments":${args}}}`;

/** Its result, with one text. */
export const result = (text: string): string =>
  `{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":"${text}"}]}}`;

/** Spacing, escapes and numbers that no serializer writes back the same. */
export const oddCall =
  '{ "params" : {"arguments":{"n":1.50, "big":12345678901234567890123,"e":1E+2,"u":"\\u00e9é\\/"},\t"name":"t"},\r\n "method":"tools/call", "id" :7,"jsonrpc":"2.0" }\n';
export const oddResult =
  '\n{"result" : {"content":[ {"text":"caf\\u00e9 \\/ é","type":"text"} ] ,"structuredContent":{"big":98765432109876543210.10,"e":-0.0E-0}},"id":7 , "jsonrpc":"2.0"}';

/** What stands in the place of a denied answer. */
export const deniedAnswer = (what = "tool result", id: number | string = 7): string =>
  JSON.stringify({
    jsonrpc: "2.0",
    id,
    error: {
      code: 40300,
      message: `${what[0]?.toUpperCase()}${what.slice(1)} not allowed -- A deny word was found in the ${what}`,
      data: { plugin: "words", code: "deny" },
    },
  });

/** An event of one line of data. */
export const event = (data: string): string => `data: ${data}\n\n`;
export const progress = (step: number): string =>
  event(
    `{"jsonrpc":"2.0", "method":"notifications/progress","params":{"progressToken":1,"progress":${step}.0}}`,
  );

/** Cuts bytes into pieces of this size. */
export function piecesOf(text: string, size: number): Uint8Array[] {
  const bytes = Buffer.from(text);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return pieces;
}
