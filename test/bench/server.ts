/** The server behind Envoy, as a process of its own so that it shares no event loop with the load. Prints its port. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { benchCases, probe } from "./cases.ts";

const answers = new Map(benchCases.map((each) => [each.path, each]));

const planted = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  result: { content: [{ type: "text", text: `card ${probe.card} on file` }] },
});

const server = http.createServer((request, response) => {
  request.resume().once("end", () => {
    const answer = answers.get(request.url ?? "");
    if (answer === undefined) {
      response.writeHead(200, { "content-type": "application/json" }).end(planted);
      return;
    }
    response.writeHead(200, { "content-type": answer.contentType });
    for (const piece of answer.pieces.slice(0, -1)) response.write(piece);
    response.end(answer.pieces.at(-1));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
process.once("disconnect", () => process.exit());
