/**
 * Two calls with one id in one session, through Envoy and the adapter to real servers: servers send the answer to one on
 * the stream of the other, and a client may provoke that. What a plugin denies in one tool's answers arrives nowhere.
 * In the short form one server; with ATTACK=full those whose tools wait.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { startAdapter } from "../integration/parts/adapter.ts";
import { startTestEnvoy } from "../integration/parts/envoy.ts";
import { openedFor } from "./parts/opened.ts";
import { startServer } from "./parts/servers.ts";
import { type Headers, openSession, type Session } from "./parts/session.ts";

const names =
  process.env.ATTACK === "full" ? (["ts1", "py1", "py2", "fastmcp"] as const) : (["ts1"] as const);

/** Denies what `ask` answers; nothing of `wait`. */
const config = `plugins:
  - name: silence
    kind: deny_filter
    config: { words: [asked] }
    hooks: [tool_post_invoke]
    conditions: [{ tools: [ask] }]
`;

/** What each tool asks the client before it ends, and the answer. */
const questions = {
  ask: {
    what: "elicitation",
    method: "elicitation/create",
    answer: { action: "accept", content: { a: "fine" } },
  },
  wait: {
    what: "sampling",
    method: "sampling/createMessage",
    answer: { role: "assistant", model: "m", content: { type: "text", text: "fine" } },
  },
} as const;
type Tool = keyof typeof questions;

for (const name of names) {
  test(`calls of ${name} with one id`, async (t) => {
    const { folder, opened } = openedFor(t);
    const server = opened(await startServer(name, join(folder, "ran.jsonl"), true));
    const adapter = opened(await startAdapter({ config }));
    const upstream = { host: "127.0.0.1", port: server.port, http2: false };
    const envoy = opened(await startTestEnvoy({ adapter: adapter.address, upstream }));
    for (const order of [
      ["ask", "wait"],
      ["wait", "ask"],
    ] as const)
      for (const first of ["ask", "wait"] as const)
        await t.test(`${order.join(" and then ")}, ${first} is through first`, async () => {
          const session = openSession(envoy.port);
          try {
            await cross(session, await session.greet(), order, first);
            assert.equal(
              JSON.stringify(session.messages).includes("asked"),
              false,
              JSON.stringify(session.messages),
            );
          } finally {
            session.close();
          }
        });
  });
}

/** Both tools run at once, and end in the order that the client answers them in. */
async function cross(
  { send, heard, messages }: Session,
  headers: Headers,
  order: readonly Tool[],
  first: Tool,
): Promise<void> {
  const call = (id: string, name: string, args: unknown) => {
    const params = { name, arguments: args };
    const body = JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params });
    void send("POST", headers, body).catch(() => {});
  };
  for (const tool of order) {
    call("call", tool, { what: questions[tool].what });
    await heard(({ method }) => method === questions[tool].method);
  }
  const second = first === "ask" ? "wait" : "ask";
  for (const tool of [first, second] as const) {
    const question = messages.find(({ method }) => method === questions[tool].method);
    const body = JSON.stringify({ jsonrpc: "2.0", id: question?.id, result: questions[tool].answer });
    await send("POST", headers, body);
    // Some servers drop the second answer.
    if (tool === first) await heard(({ id, method }) => id === "call" && method === undefined);
  }
  call("barrier", "echo", { text: "hi" });
  await heard(({ id }) => id === "barrier");
}
