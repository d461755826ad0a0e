/**
 * Requests over keep-alive connections, so many at a time: each is sent when the one before it on its lane ended.
 *
 *   const replies = await closedLoop(envoy.port, 16, () => (sent++ < 3000 ? body : undefined));
 */
import http from "node:http";
import { mcpHeaders } from "../parts/client.ts";

/** `status` 0: no response came. `whole`: the body ended as it should. */
export type Reply = { readonly status: number; readonly text: string; readonly whole: boolean };

/** Sends what `next` gives until it gives nothing more, and tells `reply` of each answer. */
export async function closedLoop(
  port: number,
  inFlight: number,
  next: () => string | undefined,
  reply: (reply: Reply) => void,
): Promise<void> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: inFlight });
  const lane = async () => {
    for (let body = next(); body !== undefined; body = next()) reply(await send(port, agent, body));
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  agent.destroy();
}

function send(port: number, agent: http.Agent, body: string): Promise<Reply> {
  return new Promise((resolve) => {
    const request = http.request({
      agent,
      host: "127.0.0.1",
      port,
      method: "POST",
      path: "/mcp",
      headers: { ...mcpHeaders, "content-length": String(Buffer.byteLength(body)) },
    });
    request.on("error", () => resolve({ status: 0, text: "", whole: false }));
    request.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      response.on("error", () => {});
      response.on("close", () =>
        resolve({ status: response.statusCode ?? 0, text, whole: response.complete }),
      );
    });
    request.end(body);
  });
}
