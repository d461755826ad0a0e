/** A client of version 2 of the TypeScript SDK that takes the newest revision, and answers whatever servers ask. */
import type { TestContext } from "node:test";
import { load } from "../typescript/packages.ts";

const { Client, StreamableHTTPClientTransport } = load("@modelcontextprotocol/client");

/** @returns the SDK's client, and the methods of what it was asked */
export async function connectModern(
  t: TestContext,
  url: URL,
  answers: { readonly user?: string; readonly model?: string } = {},
  // biome-ignore lint/suspicious/noExplicitAny: the package's types are not installed where this is checked
): Promise<{ readonly client: any; readonly asked: string[] }> {
  const client = new Client(
    { name: "eras", version: "1" },
    {
      capabilities: { elicitation: { form: {} }, sampling: {}, roots: { listChanged: true } },
      versionNegotiation: { mode: "auto" },
    },
  );
  const asked: string[] = [];
  const handle = (method: string, answer: object) =>
    client.setRequestHandler(method, () => {
      asked.push(method);
      return answer;
    });
  handle("elicitation/create", { action: "accept", content: { text: answers.user ?? "Ada" } });
  handle("sampling/createMessage", {
    role: "assistant",
    model: "m",
    content: { type: "text", text: answers.model ?? "roses" },
  });
  handle("roots/list", { roots: [{ uri: "file:///srv" }] });
  await client.connect(new StreamableHTTPClientTransport(url));
  t.after(() => client.close());
  return { client, asked };
}
