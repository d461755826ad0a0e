/** The real clients of the suite, as processes that make a call for each line they are given. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL("../clients/", import.meta.url));
const installed = fileURLToPath(new URL("../../../.cache/attack/", import.meta.url));
const rmcp = fileURLToPath(new URL("../../../.cache/rust/attack", import.meta.url));
const node = process.execPath;

type Start = readonly [program: string, ...rest: string[]];
const python = (name: string): Start => [join(installed, name, "bin/python"), join(here, "client.py")];

const starts = {
  ts1: [node, join(here, "ts1.ts")],
  ts2: [node, join(here, "ts2.mjs"), join(installed, "npm")],
  py1: python("mcp-1"),
  py2: python("mcp-2"),
  gosdk: [join(installed, "go/server"), "client", "gosdk"],
  mcpgo: [join(installed, "go/server"), "client", "mcpgo"],
  rmcp: [rmcp, "client"],
} as const satisfies Readonly<Record<string, Start>>;

type Program = keyof typeof starts;
/** Clients that speak 2026-07-28 are asked in that era, too. */
const modern = ["ts2", "py2", "gosdk", "mcpgo", "rmcp"] as const satisfies readonly Program[];

export type ClientName = Program | `${(typeof modern)[number]} 2026`;
export const clientNames: readonly ClientName[] = [
  ...(Object.keys(starts) as Program[]),
  ...modern.map((name) => `${name} 2026` as const),
];

const typed = [
  "initialize",
  "server/discover",
  "tools/list",
  "tools/call",
  "prompts/list",
  "prompts/get",
  "resources/list",
  "resources/templates/list",
  "resources/read",
  "completion/complete",
];
/** Whether the client can send a request of this method. */
export function asks(name: ClientName, method: string): boolean {
  // TypeScript's takes any method.
  return name.startsWith("ts") || typed.includes(method);
}

/** A line of a client's standard input. */
export type Asked = {
  readonly url: string;
  /** Milliseconds. */
  readonly wait: number;
  readonly method: string;
  readonly params?: unknown;
  readonly era?: "2026";
};

/** What a client made of an answer: a result that it handed to its caller, or an error. */
export type Taken = {
  readonly result?: unknown;
  readonly error?: string;
  /** Parameters of what the server said besides, as its handlers got them. */
  readonly heard?: readonly unknown[];
  readonly errors?: readonly string[];
};

export type RealClient = {
  /** One request to the server at `url`, in a session of its own, whose answer the client awaits for `wait` milliseconds. */
  ask(asked: Omit<Asked, "era">): Promise<Taken>;
  close(): Promise<void>;
};

export function startClient(name: ClientName): RealClient {
  const [own, era] = name.split(" ") as [Program, "2026" | undefined];
  const [program, ...rest] = starts[own];
  const child = spawn(program, rest, { stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (errors = (errors + text).slice(-5000)));
  child.stdin.on("error", () => {});
  const closed = new Promise<void>((resolve) => {
    child.once("error", () => resolve()).once("close", () => resolve());
  });
  const lines = linesOf(child.stdout);
  return {
    async ask(asked) {
      child.stdin.write(`${JSON.stringify({ ...asked, ...(era && { era }) })}\n`);
      const line = await lines.next();
      if (line.done)
        throw new Error(
          `The client ${name} ended; \`scripts/setup.sh attack\` or \`rust\` installs it.\n${errors}`,
        );
      return JSON.parse(line.value) as Taken;
    },
    async close() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}

/** Lines that LF ends; readline would end them at U+2028 too. */
async function* linesOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string, undefined> {
  let rest = Buffer.alloc(0);
  for await (const piece of stream) {
    rest = Buffer.concat([rest, piece]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield rest.subarray(0, end).toString();
      rest = rest.subarray(end + 1);
    }
  }
  return undefined;
}
