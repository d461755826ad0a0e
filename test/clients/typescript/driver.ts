/**
 * A driver: reads commands as JSON lines, carries each out with an MCP client, and prints one outcome a line. The same in
 * every language:
 *
 *   {"do":"connect","url":"http://127.0.0.1:1/stream","era":"legacy","timeoutMs":20000}
 *   {"do":"tool","name":"echo","arguments":{}}     {"do":"prompt","name":"hello"}     {"do":"resource","uri":"memo://hello"}
 *   {"do":"notify","text":"…"}                     {"do":"tools"}     {"do":"close"}
 *
 * With "headers" a command's HTTP requests carry those as well; with "deep" a tool's arguments hold 100 levels of objects,
 * with "large" that many characters.
 *
 *   {"outcome":"done","text":"…","isError":false,"asked":[]}       an answer, of a connection the server's instructions;
 *                                                                  `asked`: the server's requests that were seen
 *   {"outcome":"error","code":40300,"message":"…","data":…}        a JSON-RPC error as the client shows it
 *   {"outcome":"timeout"}                                          the client gave up waiting
 *   {"outcome":"failed","type":"…","message":"…"}                  anything else it throws
 */
import { createInterface } from "node:readline";

export type Command = {
  readonly do: "connect" | "tool" | "prompt" | "resource" | "notify" | "tools" | "close";
  readonly url?: string;
  readonly era?: "legacy" | "2026";
  readonly timeoutMs?: number;
  readonly name?: string;
  readonly uri?: string;
  readonly text?: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly deep?: boolean;
  readonly large?: number;
};

export type Driver = {
  /** What a client's method resolves to, or nothing. */
  run(command: Command): Promise<unknown>;
  /** How the SDK's errors are told apart. */
  describe(error: unknown): object;
};

/** Requests of the server that reached the client's handlers, by their message. */
export const asked: string[] = [];

/** Headers of the command at hand, added to each HTTP request. */
let headers: Readonly<Record<string, string>> = {};

export const fetchWithHeaders = (url: string | URL, init?: RequestInit): Promise<Response> => {
  const all = new Headers(init?.headers);
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  return fetch(url, { ...init, headers: all });
};

/** What the plugin looks for. */
const word = "nightfall";

/** What a client answers to an elicitation: what is denied where it is asked for a secret, too much for something large. */
export function elicited(message: string): object {
  asked.push(message);
  const answers: Readonly<Record<string, string>> = { large: "y".repeat(400_000), secret: word };
  return { action: "accept", content: { text: answers[message] ?? "fine" } };
}

/** What a client answers to sampling. */
export function sampled(params: unknown): object {
  asked.push("sampling");
  const text = JSON.stringify(params).includes('"secret"') ? word : "hi";
  return { role: "assistant", model: "m", content: { type: "text", text } };
}

export function argumentsOf({ arguments: args = {}, deep, large }: Command): Record<string, unknown> {
  let nested: object = {};
  for (let level = 0; level < 100; level++) nested = { a: nested };
  return { ...args, ...(deep && { deep: nested }), ...(large && { text: "z".repeat(large) }) };
}

export async function drive(driver: Driver): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line) as Command;
    headers = command.headers ?? {};
    asked.length = 0;
    const outcome = await driver.run(command).then(shown, (error: unknown) => driver.describe(error));
    console.log(JSON.stringify({ ...outcome, asked }));
  }
  process.exit(0);
}

function shown(answer: unknown): object {
  const { content, messages, contents, tools, isError } = (answer ?? {}) as Record<string, unknown>;
  return {
    outcome: "done",
    text: JSON.stringify(content ?? messages ?? contents ?? tools ?? null).slice(0, 500),
    isError: isError ?? false,
  };
}
