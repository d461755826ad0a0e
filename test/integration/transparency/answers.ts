/** What servers answer beside results, as status, headers and body. */
export const session = { "mcp-session-id": "01234567-89ab-cdef", "mcp-protocol-version": "2025-11-25" };
export const json = { "content-type": "application/json" };
export const result = '{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"fine"}]}}';
export const failure = (code: number, id: unknown = 1): string =>
  `{"jsonrpc": "2.0", "error": {"code": ${code}, "message": "no"}, "id": ${JSON.stringify(id)}}`;

type Parts = readonly [status: number, headers: Record<string, string>, body: string];

/** Answers whose heads and bodies must arrive as they were sent. */
export const answers: Readonly<Record<string, Parts>> = {
  "200 with a session": [200, { ...json, ...session }, result],
  "200 with headers of all kinds": [
    200,
    {
      ...json,
      "cache-control": "no-cache, no-transform",
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "Mcp-Session-Id",
      "set-cookie": "a=1; Path=/; HttpOnly",
      etag: '"x"',
      vary: "origin",
      "x-accel-buffering": "no",
      "x-powered-by": "Express",
    },
    result,
  ],
  "200 with a charset": [200, { "content-type": "application/json; charset=utf-8" }, result],
  "202, empty": [202, {}, ""],
  "202, empty and without a length": [202, { "transfer-encoding": "chunked" }, ""],
  "204, empty": [204, {}, ""],
  "307 within the origin": [307, { location: "/mcp/" }, ""],
  "400 as JSON-RPC": [400, json, failure(-32600)],
  "400 as JSON-RPC, id null": [400, json, failure(-32700, null)],
  "400 of 2026-07-28": [400, json, failure(-32020)],
  "400 as text": [400, { "content-type": "text/plain" }, "Bad Request: no valid session ID provided"],
  "401 with a challenge": [
    401,
    { ...json, "www-authenticate": 'Bearer resource_metadata="http://127.0.0.1/.well-known/x"' },
    '{"error":"invalid_token", "error_description":"Missing Authorization header"}',
  ],
  "403 for an Origin": [403, json, failure(-32000, null)],
  "404 of a lost session": [404, json, failure(-32001, null)],
  "404 of an unknown method": [404, json, failure(-32601)],
  "404 as HTML": [404, { "content-type": "text/html; charset=utf-8" }, "<pre>Cannot POST /mcp</pre>\n"],
  "405 with Allow": [405, { ...json, allow: "POST" }, failure(-32000, null)],
  "406": [406, json, failure(-32000, null)],
  "409": [409, json, failure(-32000, null)],
  "413, empty": [413, {}, ""],
  "415": [415, json, failure(-32000, null)],
  "421 for a Host": [421, { "content-type": "text/plain" }, "Invalid Host header"],
  "429 with Retry-After": [429, { ...json, "retry-after": "7" }, failure(-32000)],
  "500 as JSON-RPC": [500, json, failure(-32603)],
  "502 as HTML": [502, { "content-type": "text/html" }, "<h1>Bad Gateway</h1>"],
  "503, empty": [503, { "retry-after": "1" }, ""],
};

/** How servers take a notification: with 202, and in other ways. */
export const taken: Readonly<Record<string, Parts>> = {
  "202 with text": [202, { "content-type": "text/plain" }, "Accepted"],
  "202 with JSON that is null": [202, json, "null"],
  "200, empty": [200, {}, ""],
  "200, empty JSON": [200, json, ""],
  "204": [204, {}, ""],
  "400 as JSON-RPC": [400, json, failure(-32600, null)],
  "404 of a lost session": [404, json, failure(-32001, null)],
  "500 as text": [500, { "content-type": "text/plain" }, "Internal Server Error"],
};
