import type { ServerResponse } from "node:http";

/** An answer of the management server. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly contentType: string;
  readonly body: string;
}

export function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers, contentType: "application/json", body: `${JSON.stringify(body)}\n` };
}

export function send(response: ServerResponse, { status, headers, contentType, body }: Reply): void {
  // Nothing here is for browsers, caches among them.
  response.writeHead(status, {
    ...headers,
    "content-type": contentType,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}
