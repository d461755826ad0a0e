/** Forms in which what a client sends is denied. */
import { before, type Form, own, tool, word } from "./form.ts";

const requests: readonly Form[] = [
  {
    name: "tools/call",
    setting: "errors",
    path: "/stream",
    command: tool("echo", word),
    ...before("tool_pre_invoke"),
  },
  {
    name: "prompts/get",
    setting: "errors",
    path: "/stream",
    command: { do: "prompt", name: "hello", arguments: { text: word } },
    ...before("prompt_pre_fetch"),
  },
  {
    name: "resources/read",
    setting: "errors",
    path: "/stream",
    command: { do: "resource", uri: `memo://${word}` },
    ...before("resource_pre_fetch"),
  },
  {
    name: "tools/call, as a result",
    setting: "results",
    path: "/stream",
    command: tool("echo", word),
    says: "tool_pre_invoke",
    expect: "isError; not called; alive",
  },
  ...[401, 403, 429, 503].map(
    (status): Form => ({
      name: `tools/call, status ${status}`,
      setting: "statuses",
      path: "/stream",
      command: tool("echo", `${word}-${status}`),
      ...before("tool_pre_invoke"),
    }),
  ),
  ...[401, 403, 429].map(
    (status): Form => ({
      name: `tools/call, by its headers, ${status}`,
      setting: "errors",
      path: "/stream",
      command: { ...tool("echo", "x"), headers: { "x-matrix": `deny-${status}` } },
      ...before("http_pre_request"),
    }),
  ),
  {
    name: "prompts/get, by its headers, 403",
    setting: "errors",
    path: "/stream",
    command: { do: "prompt", name: "hello", headers: { "x-matrix": "deny-403" } },
    ...before("http_pre_request"),
  },
  {
    name: "connect, by its headers, 403",
    setting: "errors",
    path: "/stream",
    command: { do: "connect", headers: { "x-matrix": "deny-403" } },
    ...before("http_pre_request"),
  },
  {
    name: "tools/call, too large",
    setting: "errors",
    path: "/stream",
    command: { ...tool("echo"), large: 100_000 },
    ...own(-32600, "too large"),
  },
  {
    name: "tools/call, nested too deep",
    setting: "errors",
    path: "/stream",
    command: { ...tool("echo", "x"), deep: true },
    ...own(-32700, "depth"),
  },
  {
    name: "tools/call, more than Envoy takes",
    setting: "errors",
    path: "/stream",
    command: { ...tool("echo"), large: 3_000_000 },
    ...own(-32600, "too large"),
  },
  {
    name: "GET stream, by its headers, 403",
    setting: "errors",
    path: "/stream",
    eras: ["legacy"],
    session: { "x-matrix": "deny-get-403" },
    command: { ...tool("echo", "fine"), headers: { "x-matrix": "deny-get-403" } },
    says: "echo: fine",
    expect: "done; ended; alive",
  },
  {
    name: "end of the session, by its headers, 403",
    setting: "errors",
    path: "/stream",
    eras: ["legacy"],
    command: { do: "close", headers: { "x-matrix": "deny-delete-403" } },
    says: "",
    expect: "done; not called; alive",
  },
];

const notifications: readonly Form[] = [
  {
    name: "notification",
    setting: "errors",
    path: "/stream",
    command: { do: "notify", text: word },
    says: "",
    expect: "done; not called; alive",
  },
  {
    name: "notifications/initialized",
    setting: "handshake",
    path: "/stream",
    eras: ["legacy"],
    command: tool("echo", "fine"),
    says: "echo: fine",
    expect: "done; ended; alive",
  },
  {
    name: "notification, allowed",
    setting: "errors",
    path: "/stream",
    command: { do: "notify", text: "x" },
    says: "",
    expect: "done; not called; alive",
  },
  {
    name: "notification, by its headers, 403",
    setting: "errors",
    path: "/stream",
    command: { do: "notify", text: "x", headers: { "x-matrix": "deny-403" } },
    says: "",
    expect: "done; not called; alive",
  },
  {
    name: "notification, too large",
    setting: "errors",
    path: "/stream",
    command: { do: "notify", large: 100_000 },
    says: "",
    expect: "done; not called; alive",
  },
];

export const requestForms: readonly Form[] = [...requests, ...notifications];
