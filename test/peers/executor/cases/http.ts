import type { Case } from "../case.ts";

const request = {
  path: "/mcp",
  method: "POST",
  client_host: "10.0.0.1",
  client_port: 5000,
  headers: { a: "1" },
};
const pre = [{ hook: "http_pre_request", payload: request }];
const post = [
  { hook: "http_post_request", payload: { ...request, response_headers: { b: "2" }, status_code: 200 } },
];
const who = [
  {
    hook: "http_auth_resolve_user",
    payload: { credentials: { scheme: "Bearer", credentials: "t" }, headers: { a: "1" } },
  },
];
const may = [
  {
    hook: "http_auth_check_permission",
    payload: { user_email: "ann", permission: "tools.execute", resource_type: "tool", is_admin: false },
  },
];
const deny = { reason: "no", description: "not today", code: "NO" };
const refusal = { granted: false, reason: "not yours" };
const refused = {
  reason: "Permission denied",
  description: "not yours",
  code: "PERMISSION_DENIED",
  details: {},
  plugin_name: "a",
};

/** Hooks on HTTP requests: payloads as they are shown, and answers that are not the payload. */
export const httpCases: readonly Case[] = [
  ...[pre, post, who, may].flatMap((calls): Case[] => {
    const hook = String(calls[0]?.hook);
    return [
      { name: `${hook}: nothing to say`, plugins: [{ name: "a", script: [] }], calls },
      { name: `${hook}: denied`, plugins: [{ name: "a", script: [{ deny }] }], calls },
    ];
  }),
  {
    name: "headers of a request as the answer",
    plugins: [{ name: "a", script: [{ answer: { a: "2", c: "3" } }] }],
    calls: pre,
  },
  {
    name: "headers of a response as the answer",
    plugins: [{ name: "a", script: [{ answer: { b: "2", c: "3" } }] }],
    calls: post,
  },
  {
    name: "some headers as the answer",
    plugins: [{ name: "a", script: [{ answer: { c: "3" } }] }],
    calls: pre,
    differs: [{ id: "answers-stand-in-the-payload", here: { payload: { a: "1", c: "3" } } }],
  },
  {
    name: "headers as the answer, and a plugin after it",
    plugins: [
      { name: "a", script: [{ answer: { a: "2" } }] },
      { name: "b", script: [] },
    ],
    calls: pre,
    differs: [{ id: "answers-stand-in-the-payload", here: { ran: ["a", "b"] } }],
  },
  {
    name: "a user as the answer",
    plugins: [{ name: "a", script: [{ answer: { email: "ann", is_admin: true } }, { metadata: { m: 1 } }] }],
    calls: who,
  },
  {
    name: "a user as the answer in audit mode",
    plugins: [{ name: "a", mode: "audit", script: [{ answer: { email: "ann" } }] }],
    calls: who,
  },
  {
    name: "a permission that is granted",
    plugins: [{ name: "a", script: [{ answer: { granted: true, reason: "office hours" } }] }],
    calls: may,
    differs: [{ id: "decisions-name-their-plugin-in-records", here: { metadata: {} } }],
  },
  {
    name: "a permission that is refused",
    plugins: [{ name: "a", script: [{ answer: refusal }] }],
    calls: may,
    differs: [
      {
        id: "refused-permissions-are-denies",
        here: {
          passes: false,
          payload: may[0]?.payload ?? null,
          modified: false,
          violation: refused,
          metadata: {},
          records: ["a completed denied"],
        },
      },
    ],
  },
  {
    name: "a permission that is refused in concurrent mode",
    plugins: [{ name: "a", mode: "concurrent", script: [{ answer: refusal }] }],
    calls: may,
    differs: [
      {
        id: "refused-permissions-are-denies",
        here: { passes: false, violation: refused, records: ["a completed denied"] },
      },
    ],
  },
];
