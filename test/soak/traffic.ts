/** What the soak's clients do: exchanges of every kind, in fixed shares, each with what must come of it. */

export type Exchange = {
  readonly kind: string;
  readonly method: "POST" | "GET" | "DELETE";
  /** The server answers by it. */
  readonly path: string;
  readonly body?: string;
  readonly session?: string;
  /** The client walks away when the answer's first bytes are there. */
  readonly abort?: boolean;
  /** Says what is wrong with an answer; undefined for a right one. */
  wrong(answer: Answer): string | undefined;
};

export type Answer = { readonly status: number; readonly text: string };

/** Found by pii_filter, of the ranges for tests. */
export const card = "4111 1111 1111 1111";
/** Known to deny_filter. */
export const word = "drop table";
/** Found by secrets_detection, where it is there. */
export const awsKey = "AKIAIOSFODNN7EXAMPLE";

const call = (id: number | string, query: string, tool = "search") =>
  JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params: { name: tool, arguments: { query } } });
const filler = "the quick brown fox jumps over the lazy dog ".repeat(8);

const status = (wanted: number, ...parts: readonly string[]) => {
  return ({ status, text }: Answer): string | undefined => {
    if (status !== wanted) return `status ${status}: ${text.slice(0, 200)}`;
    const missing = parts.find((part) => !text.includes(part));
    if (missing !== undefined) return `no ${missing} in ${text.slice(0, 200)}`;
    return text.includes(card) ? "the card number was not masked" : undefined;
  };
};
const denied = ({ status, text }: Answer) =>
  status === 200 && text.includes('"error"') ? undefined : `not denied: ${status} ${text.slice(0, 200)}`;
const refused = ({ status }: Answer) => (status === 400 ? undefined : `not refused: ${status}`);

const kinds: Readonly<Record<string, (n: number) => Exchange>> = {
  clean: (n) => ({
    kind: "JSON call",
    method: "POST",
    path: "/json",
    body: call(n, filler),
    wrong: status(200, `"id":${n},`, "all is well"),
  }),
  masked: (n) => ({
    kind: "masked result",
    method: "POST",
    path: "/masked",
    body: call(n, filler, `tool-${n % 50}`),
    wrong: status(200, `"id":${n},`, "on file"),
  }),
  denied: (n) => ({
    kind: "denied call",
    method: "POST",
    path: "/json",
    body: call(n, `please ${word} now`),
    wrong: denied,
  }),
  list: (n) => ({
    kind: "list",
    method: "POST",
    path: "/list",
    body: JSON.stringify({ jsonrpc: "2.0", id: n, method: "tools/list" }),
    wrong: status(200, `"id":${n},`, "tool-7"),
  }),
  events: (n) => ({
    kind: "answer as event stream",
    method: "POST",
    path: "/events",
    body: call(n, filler),
    wrong: status(200, `"id":${n},`, "event: message", "on file"),
  }),
  stream: () => ({
    kind: "GET stream",
    method: "GET",
    path: "/stream",
    wrong: status(200, '"notifications/message"'),
  }),
  broken: (n) => ({
    kind: "bad JSON",
    method: "POST",
    path: "/json",
    body: `{"jsonrpc":"2.0","id":${n},"method":`,
    wrong: refused,
  }),
  doubled: (n) => ({
    kind: "doubled key",
    method: "POST",
    path: "/json",
    body: `{"jsonrpc":"2.0","id":${n},"id":${n},"method":"tools/call","params":{"name":"t"}}`,
    wrong: refused,
  }),
  aborted: (n) => ({
    kind: "client that walks away",
    method: "POST",
    path: "/endless",
    body: call(n, filler),
    abort: true,
    wrong: status(200),
  }),
};

/** Twenty exchanges, then a session of five: three quarters are plain calls, as in life. */
const round: readonly string[] = [
  ...["clean", "clean", "masked", "clean", "events", "clean", "denied", "clean", "clean", "aborted"],
  ...["clean", "masked", "clean", "stream", "clean", "broken", "clean", "list", "clean", "doubled"],
];

/** The exchanges of one client, without end; `prefix` tells its sessions from others'. */
export function* exchangesOf(prefix: string): Generator<Exchange, never> {
  for (let n = 1; ; ) {
    for (const name of round) yield (kinds[name] as (n: number) => Exchange)(n++);
    yield* sessionOf(`${prefix}-${n}`);
  }
}

/** A session in which the server asks the client something, on a stream of its own, and is answered. */
function* sessionOf(session: string): Generator<Exchange, void> {
  const shared = { method: "POST", path: "/session", session } as const;
  const params = {
    protocolVersion: "2025-11-25",
    capabilities: { elicitation: {} },
    clientInfo: { name: "c", version: "1" },
  };
  yield {
    ...shared,
    kind: "session: initialize",
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params }),
    wrong: status(200, '"serverInfo"'),
  };
  yield {
    ...shared,
    kind: "session: server asks",
    method: "GET",
    wrong: status(200, '"elicitation/create"'),
  };
  yield {
    ...shared,
    kind: "session: client answers",
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: "ask-1",
      result: { action: "accept", content: { name: "x" } },
    }),
    wrong: status(202),
  };
  yield {
    ...shared,
    kind: "session: call",
    body: call("in-session", filler),
    wrong: status(200, "all is well"),
  };
  yield { ...shared, kind: "session: end", method: "DELETE", wrong: status(200) };
}
