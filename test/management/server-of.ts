/** A management server of a test on a free port: `ask("GET", "/healthz")`. */
import http from "node:http";
import type { TestContext } from "node:test";
import type { Route } from "../../src/management/routes.ts";
import { startManagement } from "../../src/management/server.ts";

export type Answer = {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
};

export type Ask = (
  method: string,
  path: string,
  headers?: http.OutgoingHttpHeaders,
  body?: string,
) => Promise<Answer>;

/** Serves the routes until the test ends. */
export async function serverOf(t: TestContext, routes: readonly Route[], token?: string): Promise<Ask> {
  const server = await startManagement({ kind: "tcp", host: "127.0.0.1", port: 0 }, () => ({
    routes,
    token,
  }));
  t.after(() => server.close());
  const { address } = server;
  const to = address.kind === "tcp" ? { port: address.port } : { socketPath: address.path };
  return (method, path, headers = {}, body) => ask(to, method, path, headers, body);
}

/** One request; the path goes out as it is. */
export function ask(
  to: { readonly port: number } | { readonly socketPath: string },
  method: string,
  path: string,
  headers: http.OutgoingHttpHeaders = {},
  body?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", ...to, method, path, headers, agent: false });
    request.on("error", reject).on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    request.end(body);
  });
}
