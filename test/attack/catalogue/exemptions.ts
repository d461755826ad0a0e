/** Ways to look like a request that the operator exempted (`not_mcp`), or like none of those that are inspected (`paths`). */
import { call, type HeaderList, type RequestCase, secret, type Verdict } from "./case.ts";

const body = call(secret);

/** The one path that is exempt, with POST. */
export const exemptPath = "/oauth/token";
/** The one path that is inspected where `paths` names it. */
export const inspectedPath = "/mcp";

const at = (path: string, expect: Verdict, more: Partial<RequestCase> = {}): RequestCase => ({
  name: path,
  path,
  body,
  expect,
  ...more,
});
const saying = (name: string, path: string, headers: HeaderList, expect: Verdict): RequestCase => ({
  name,
  path,
  headers,
  body,
  expect,
});

/** With `not_mcp: [{method: POST, path: /oauth/token}]`. What is forwarded arrives at exactly this path. */
export const notMcpCases: readonly RequestCase[] = [
  at("/oauth/token", "forwarded"),
  at("/oauth/token?x=1", "forwarded"),
  at("/oauth/token?/../../mcp", "forwarded"),
  at("/oauth/token?x=/mcp#", "refused by envoy"),
  at("/oauth//token", "forwarded"),
  at("//oauth/token", "forwarded"),
  at("/oauth/./token", "forwarded"),
  at("/mcp/../oauth/token", "forwarded"),
  at("/mcp/%2e%2e/oauth/token", "forwarded"),
  at("/oauth/%74oken", "forwarded"),
  at("/oauth\\token", "forwarded"),
  ...[
    "/mcp",
    "/oauth/token/",
    "/oauth/token//",
    "/oauth/token/.",
    "/OAUTH/TOKEN",
    "/oauth/Token",
    "/oauth/token;x=y",
    "/oauth;x/token",
    "/oauth%2ftoken",
    "/oauth%2Ftoken",
    "/oauth/token%2f",
    "/oauth/token%20",
    "/oauth/token%23",
    "/oauth/token%3f",
    "/oauth/token%3fx",
    "/oauth/token%0a",
    "/oauth/token.",
    "/oauth/tok%65n%2e",
    "/oauth/token/../../mcp",
    "/oauth/token/%2e%2e/%2e%2e/mcp",
    "/oauth/token/..%2f..%2fmcp",
    "/oauth/token\\..\\..\\mcp",
    "/oauth/token%5c..%5c..%5cmcp",
    "/mcp?/oauth/token",
    "/mcp;/oauth/token",
    "/mcp%00/oauth/token",
    "/%6fauth%2ftoken",
    "/oauth/token%252f",
  ].map((path) => at(path, path.includes("%00") ? "refused by envoy" : "denied")),
  ...["PUT", "PATCH"].map((method) =>
    at("/oauth/token", "denied", { name: `${method} /oauth/token`, method }),
  ),
  ...["GET", "DELETE"].map((method) =>
    at("/oauth/token", "refused stray_body", { name: `${method} /oauth/token`, method }),
  ),
  { name: "as a URL", requestLine: `POST http://127.0.0.1${exemptPath} HTTP/1.1`, body, expect: "forwarded" },
  {
    name: "as a URL of another path",
    requestLine: "POST http://127.0.0.1/mcp?http://127.0.0.1/oauth/token HTTP/1.1",
    body,
    expect: "denied",
  },
  {
    name: "in a URL's user",
    requestLine: "POST http://127.0.0.1/oauth/token@127.0.0.1/mcp HTTP/1.1",
    body,
    expect: "denied",
  },
  saying("as a host", "/mcp", [["host", "127.0.0.1/oauth/token"]], "refused by envoy"),
  saying("as the original path", "/mcp", [["x-envoy-original-path", exemptPath]], "denied"),
  saying("as x-original-url", "/mcp", [["x-original-url", exemptPath]], "denied"),
  saying("as x-rewrite-url", "/mcp", [["x-rewrite-url", exemptPath]], "denied"),
  saying("as x-forwarded-prefix", "/mcp", [["x-forwarded-prefix", "/oauth/token?"]], "denied"),
  saying("method override", "/mcp", [["x-http-method-override", "GET"]], "denied"),
  at("/oauth/token", "forwarded", { name: "HTTP/2", http: "2" }),
  at("/oauth/token", "denied", { name: "HTTP/2, post", http: "2", headers: [[":method", "post"]] }),
  at("/mcp", "denied", { name: "HTTP/2, another path", http: "2" }),
  at("/oauth/token", "denied", { name: "HTTP/2, ;", http: "2", headers: [[":path", "/oauth/token;x"]] }),
  at("/oauth/token", "refused by envoy", {
    name: "HTTP/2, two paths",
    http: "2",
    headers: [
      [":path", exemptPath],
      [":path", "/mcp"],
    ],
  }),
];

/** With `paths: [/mcp]`. What arrives there was inspected. */
export const pathsCases: readonly RequestCase[] = [
  ...[
    "/mcp",
    "/mcp?x=1",
    "/mcp?/other",
    "//mcp",
    "///mcp",
    "/./mcp",
    "/x/../mcp",
    "/x/%2e%2e/mcp",
    "/x/..\\mcp",
    "\\mcp",
    "/%6dcp",
    "/%6D%63%70",
  ].map((path) => at(path, path === "\\mcp" ? "refused by envoy" : "denied")),
  at("/mcp#x", "refused by envoy"),
  { name: "as a URL", requestLine: "POST http://127.0.0.1/mcp HTTP/1.1", body, expect: "denied" },
  {
    name: "as a URL with ..",
    requestLine: "POST http://127.0.0.1/x/../mcp HTTP/1.1",
    body,
    expect: "denied",
  },
  saying("another host", "/mcp", [["host", "other.example"]], "denied"),
  saying("another original path", "/mcp", [["x-envoy-original-path", "/other"]], "denied"),
  at("/mcp", "denied", { name: "HTTP/2", http: "2" }),
  at("/mcp", "denied", { name: "HTTP/2, //", http: "2", headers: [[":path", "//mcp"]] }),
  at("/mcp", "denied", { name: "HTTP/2, ..", http: "2", headers: [[":path", "/x/../mcp"]] }),
  at("/other", "forwarded"),
  // Dots go before double slashes: it arrives as /x/mcp.
  at("/x//..//mcp", "forwarded"),
  // Documented: a server that takes these for its path is reached unread.
  at("/mcp/", "forwarded"),
  at("/MCP", "forwarded"),
];
