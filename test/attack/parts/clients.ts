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

export type ClientName = keyof typeof starts;
export const clientNames = Object.keys(starts) as ClientName[];

/** What a client made of an answer: a result that it handed to its caller, or an error. */
export type Taken = {
  readonly result?: unknown;
  readonly error?: string;
  readonly heard?: readonly string[];
};

export type RealClient = {
  /** A session with the server at `url`, and one call of `echo`, whose answer the client awaits for `waitMs`. */
  call(url: string, waitMs: number): Promise<Taken>;
  close(): Promise<void>;
};

export function startClient(name: ClientName): RealClient {
  const [program, ...rest] = starts[name];
  const child = spawn(program, rest, { stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (errors = (errors + text).slice(-5000)));
  child.stdin.on("error", () => {});
  const closed = new Promise<void>((resolve) => {
    child.once("error", () => resolve()).once("close", () => resolve());
  });
  const lines = linesOf(child.stdout);
  return {
    async call(url, waitMs) {
      child.stdin.write(`${url} ${waitMs}\n`);
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
