/** Every form of denial that the adapter has, as a command that brings it about and what a client should make of it. */
import type { Command } from "./typescript/driver.ts";

export type ServerName = "typescript-1" | "typescript-2" | "python-2" | "rmcp";
export type Era = "legacy" | "2026";
/** `errors`: as the adapter comes. `results`: `denial.tool_errors: result`. `statuses`: `denial.http_status: by_violation`. */
export type Setting = "errors" | "results" | "statuses";

export type Form = {
  readonly name: string;
  readonly setting: Setting;
  readonly path: "/json" | "/stream" | "/resumable";
  readonly command: Command;
  /** Text that a client must show for the denial to count as reported. */
  readonly says: string;
  /** `call; tool; session`, as `summary.ts` puts it. */
  readonly expect: string;
  /** Default: all. */
  readonly servers?: readonly ServerName[];
  /** Default: both. */
  readonly eras?: readonly Era[];
};

const word = "nightfall";
const tool = (name: string, text?: string): Command => ({
  do: "tool",
  name,
  arguments: text === undefined ? {} : { text },
});
const typescript: readonly ServerName[] = ["typescript-1", "typescript-2"];

const before = (hook: string) => ({ says: hook, expect: `error 40300; not called; alive` });
const after = (hook: string) => ({ says: hook, expect: `error 40300; ended; alive` });
const own = (code: number, says: string, called = false) => ({
  says,
  expect: `error ${code}; ${called ? "ended" : "not called"}; alive`,
});

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
];

const answers: readonly Form[] = (["/json", "/stream", "/resumable"] as const).flatMap((path) => {
  const common = {
    path,
    setting: "errors" as const,
    ...(path === "/resumable" && { servers: ["typescript-1"] as const, eras: ["legacy"] as const }),
  };
  return [
    { ...common, name: `tool result on ${path}`, command: tool("reveal"), ...after("tool_post_invoke") },
    { ...common, name: `tool's error on ${path}`, command: tool("fail"), ...after("tool_post_invoke") },
    {
      ...common,
      name: `tool result on ${path}, as a result`,
      setting: "results",
      command: tool("reveal"),
      says: "tool_post_invoke",
      expect: "error 40300; ended; alive",
    },
    {
      ...common,
      name: `prompt on ${path}`,
      command: { do: "prompt", name: "reveal" },
      ...before("prompt_post_fetch"),
    },
    {
      ...common,
      name: `resource on ${path}`,
      command: { do: "resource", uri: "memo://reveal" },
      ...before("resource_post_fetch"),
    },
    {
      ...common,
      name: `tool result too large on ${path}`,
      command: tool("big"),
      ...own(-32600, "too large", true),
    },
    {
      ...common,
      name: `response headers on ${path}`,
      servers: path === "/resumable" ? ["typescript-1"] : typescript,
      command: { ...tool("echo", "x"), headers: { "x-matrix": "poison" } },
      ...after("http_post_request"),
    },
  ] satisfies Form[];
});

const legacyStream = { setting: "errors", path: "/stream", eras: ["legacy"] } as const;
const streamed: readonly Form[] = [
  {
    ...legacyStream,
    name: "elicitation, allowed",
    command: tool("ask"),
    says: "answered: accept",
    expect: "done; ended; alive",
  },
  {
    ...legacyStream,
    name: "elicitation, refused",
    command: tool("ask_folded"),
    says: "refused: -",
    expect: "done; ended; alive",
  },
  {
    ...legacyStream,
    name: "sampling, refused",
    command: tool("sample_folded"),
    says: "refused: -",
    expect: "done; ended; alive",
  },
  {
    ...legacyStream,
    name: "elicitation, not readable",
    command: tool("ask_deep"),
    says: "refused: -",
    expect: "done; ended; alive",
  },
  {
    ...legacyStream,
    name: "client's answer to an elicitation, too large",
    command: tool("ask_large"),
    says: "refused: -",
    expect: "done; ended; alive",
  },
  ...(
    [
      ["allowed", "ask_on_get", "answered: accept"],
      ["refused", "ask_folded_on_get", "refused: -"],
      ["not readable", "ask_deep_on_get", "refused: -"],
    ] as const
  ).map(
    ([what, name, says]): Form => ({
      ...legacyStream,
      name: `elicitation on the GET stream, ${what}`,
      servers: ["typescript-1"],
      command: tool(name),
      says,
      expect: "done; ended; alive",
    }),
  ),
  {
    ...legacyStream,
    name: "server's notification",
    command: tool("notify_deep"),
    says: "notified",
    expect: "done; ended; alive",
  },
];

const rounds: readonly Form[] = (["/json", "/stream"] as const).flatMap((path): Form[] => [
  {
    setting: "errors",
    path,
    eras: ["2026"],
    name: `input_required on ${path}`,
    command: tool("ask_secret"),
    ...after("tool_post_invoke"),
  },
  {
    setting: "errors",
    path,
    eras: ["2026"],
    name: `input_required answered with too much, on ${path}`,
    command: tool("ask_large"),
    ...own(-32600, "too large", true),
  },
]);

const notifications: readonly Form[] = [
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

/** Answers of `typescript/faults.ts`, what the adapter says of them, and the code it says it under. */
const faults: readonly (readonly [name: string, code: number, says: string])[] = [
  ["twice-a-key", -32700, "duplicate_key"],
  ["no-json", -32700, "syntax"],
  ["other-id", -32600, "another request"],
  ["text", -32603, "content type"],
  ["empty", -32700, "syntax"],
  ["error-page", 40300, "tool_post_invoke"],
  ["error-json", 40300, "tool_post_invoke"],
  ["event-twice-a-key", -32700, "duplicate_key"],
  ["event-no-json", -32700, "syntax"],
  ["event-other-id", -32600, "another request"],
  ["event-no-blank-line", 40300, "tool_post_invoke"],
];

const broken: readonly Form[] = faults.map(([name, code, says]) => ({
  name: `broken answer: ${name}`,
  setting: "errors",
  path: "/stream",
  servers: typescript,
  command: { ...tool("echo", "x"), headers: { "x-matrix": `fault-${name}` } },
  ...own(code, says),
}));

export const forms: readonly Form[] = [
  ...requests,
  ...answers,
  ...streamed,
  ...rounds,
  ...notifications,
  ...broken,
];
