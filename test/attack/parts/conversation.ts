/** One session with a server that asks its client: a call of the tool `ask`, the server's request, and an answer to it. */
import type { AnswerCase } from "../catalogue/conversations.ts";
import { withId } from "../catalogue/responses.ts";
import { openSession } from "./session.ts";

export type Conversation = {
  /** HTTP status of the answer's POST. */
  readonly status: number | undefined;
  /** The tool's call was answered; only waited for where the answer was taken by somebody. */
  readonly ended: boolean;
};

/** Rejects when the server does not come to ask within 20 s, or does not end the call once the answer was accepted. */
export async function converse(port: number, one: AnswerCase): Promise<Conversation> {
  const { send, heard, greet, close } = openSession(port);
  try {
    const session = await greet();
    // Not awaited: a server that has nothing to say yet may not even send a head.
    void send("POST", session, call(one.asked)).catch(() => {});
    const question = await heard(({ method }) => method === methods[one.asked]);
    const answer = withId(one.body, JSON.stringify(question.id));
    const { statusCode } = await send("POST", { ...session, ...one.headers }, answer);
    const isTaken = statusCode === 202 || statusCode === 200;
    if (isTaken) await heard(({ id, method }) => id === "call" && method === undefined);
    return { status: statusCode, ended: isTaken };
  } finally {
    close();
  }
}

const methods = {
  elicitation: "elicitation/create",
  sampling: "sampling/createMessage",
  roots: "roots/list",
} as const;
const call = (what: string): string =>
  JSON.stringify({
    jsonrpc: "2.0",
    id: "call",
    method: "tools/call",
    params: { name: "ask", arguments: { what } },
  });
