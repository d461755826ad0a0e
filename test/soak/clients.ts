/**
 * The clients of the soak, a process of its own: told `{ ports, exchanges }` it does so many and tells what came of them.
 * Each client has one connection to Envoy and does one exchange at a time, where an answer was left the next on a new one.
 */
import http from "node:http";
import { type Answer, type Exchange, exchangesOf } from "./traffic.ts";

export type ClientsJob = { readonly ports: readonly number[]; readonly exchanges: number };
export type ClientsResult = {
  /** How many of each kind. */
  readonly kinds: Readonly<Record<string, number>>;
  /** How many did not come out as they must, and the first few of them. */
  readonly wrong: number;
  readonly examples: readonly string[];
};

const clients = 24;
const running = Array.from({ length: clients }, (_, index) => ({
  exchanges: exchangesOf(`${process.pid}-${index}`),
  agent: new http.Agent({ keepAlive: true, maxSockets: 1 }),
  index,
}));

process.on("message", async ({ ports, exchanges }: ClientsJob) => {
  const kinds: Record<string, number> = {};
  const examples: string[] = [];
  let wrong = 0;
  let left = exchanges;
  await Promise.all(
    running.map(async ({ exchanges: own, agent, index }) => {
      const port = ports[index % ports.length] as number;
      while (left-- > 0) {
        const exchange = own.next().value;
        const problem = await perform(port, agent, exchange).then(
          exchange.wrong,
          (error: Error) => error.message,
        );
        kinds[exchange.kind] = (kinds[exchange.kind] ?? 0) + 1;
        if (problem === undefined) continue;
        wrong++;
        if (examples.length < 10) examples.push(`${exchange.kind}: ${problem}`);
      }
    }),
  );
  process.send?.({ kinds, wrong, examples } satisfies ClientsResult);
});
process.once("disconnect", () => process.exit());

function perform(port: number, agent: http.Agent, exchange: Exchange): Promise<Answer> {
  const { method, path, body, session, abort = false } = exchange;
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: "127.0.0.1",
        port,
        agent,
        method,
        path,
        timeout: 60_000,
        headers: {
          accept: "application/json, text/event-stream",
          ...(body !== undefined && {
            "content-type": "application/json",
            "content-length": Buffer.byteLength(body),
          }),
          ...(session !== undefined && { "x-soak-session": session }),
          // The server gives the name in its answer to `initialize`.
          ...(session !== undefined && !body?.includes('"initialize"') && { "mcp-session-id": session }),
        },
      },
      (response) => {
        const { statusCode = 0 } = response;
        let text = "";
        response.setEncoding("utf8").on("data", (piece: string) => {
          text += piece;
          if (!abort) return;
          resolve({ status: statusCode, text });
          request.destroy();
        });
        response.once("end", () => resolve({ status: statusCode, text }));
        response.once("error", reject);
      },
    );
    request.once("error", reject).once("timeout", () => request.destroy(new Error("no answer in a minute")));
    request.end(body);
  });
}
