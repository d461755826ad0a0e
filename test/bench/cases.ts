/** The traffic that is measured: one JSON call and one answered by an event stream, each about half a kilobyte. */

export type BenchCase = {
  readonly name: "json" | "event stream";
  readonly path: string;
  readonly request: Buffer;
  readonly contentType: string;
  /** What the server writes, one write each. */
  readonly pieces: readonly string[];
};

const words = "The quick brown fox jumps over the lazy dog and files a report about it. ".repeat(5);

const result = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  result: { content: [{ type: "text", text: words }], isError: false },
});

const progress = (step: number) =>
  JSON.stringify({
    jsonrpc: "2.0",
    method: "notifications/progress",
    params: { progressToken: 1, progress: step, total: 2, message: "working" },
  });

const event = (data: string) => `event: message\ndata: ${data}\n\n`;

const call = (name: string) =>
  Buffer.from(
    JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name, arguments: { query: words, limit: 10 }, _meta: { progressToken: 1 } },
    }),
  );

export const benchCases: readonly BenchCase[] = [
  { name: "json", path: "/json", request: call("search"), contentType: "application/json", pieces: [result] },
  {
    name: "event stream",
    path: "/events",
    request: call("report"),
    contentType: "text/event-stream",
    pieces: [event(progress(1)), event(progress(2)), event(result)],
  },
];

/** A card number that the probe plants, and the word that is denied. */
export const probe = { card: "4111111111111111", word: "drop table" } as const;

/** Plugins that read both directions, as a small installation would have. */
export const benchConfig = `plugins:
  - name: words
    kind: deny_filter
    hooks: [tool_pre_invoke]
    mode: enforce
    priority: 10
    config:
      words: ["${probe.word}"]
  - name: cards
    kind: pii_filter
    hooks: [tool_post_invoke]
    mode: enforce
    priority: 20
    config:
      default_mask_strategy: partial
`;
