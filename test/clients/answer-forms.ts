/** Forms in which what a server sends is denied. */
import { after, before, type Form, own, tool, typescript } from "./form.ts";

const onPaths: readonly Form[] = (["/json", "/stream", "/resumable"] as const).flatMap((path) => {
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
      expect: "isError; ended; alive",
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

const ofServers: readonly Form[] = [
  {
    name: "list with an entry left out",
    setting: "errors",
    path: "/stream",
    command: { do: "tools" },
    says: "echo",
    expect: "done; not called; alive",
  },
  {
    name: "list, denied",
    setting: "errors",
    path: "/stream",
    command: { do: "tools", headers: { "x-matrix": "whole-lists" } },
    ...before("tool_list"),
  },
  {
    name: "what a server says of itself to initialize",
    setting: "errors",
    path: "/poisoned",
    eras: ["legacy"],
    command: { do: "connect" },
    ...before("initialization"),
  },
  {
    // A client that is refused it takes the server for an older one.
    name: "what a server says of itself to server/discover",
    setting: "errors",
    path: "/poisoned",
    eras: ["2026"],
    command: { do: "connect" },
    says: "",
    expect: "done; not called; alive",
  },
];

export const answerForms: readonly Form[] = [...onPaths, ...ofServers];

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

export const brokenForms: readonly Form[] = faults.map(([name, code, says]) => ({
  name: `broken answer: ${name}`,
  setting: "errors",
  path: "/stream",
  servers: typescript,
  command: { ...tool("echo", "x"), headers: { "x-matrix": `fault-${name}` } },
  ...own(code, says),
}));
