/** Forms in which a server asks its client: what it asks, what the client answers, and what is said beside that. */
import { after, type Form, own, tool } from "./form.ts";

/** On the stream of the call, and on that of a GET; what the tool comes to. */
const asked: readonly (readonly [name: string, tool: string, says: string, onGet?: true])[] = [
  ["elicitation, allowed", "ask", "answered: accept", true],
  ["elicitation", "ask_secret", "refused: -", true],
  ["elicitation, refused", "ask_folded", "refused: -", true],
  ["elicitation, not readable", "ask_deep", "refused: -", true],
  ["client's answer to an elicitation", "ask_back", "refused: 40300", true],
  ["client's answer to an elicitation, too large", "ask_large", "refused: -"],
  ["sampling, allowed", "sample", "answered: "],
  ["sampling", "sample_secret", "refused: -"],
  ["sampling, refused", "sample_folded", "refused: -"],
  ["client's answer to sampling", "sample_back", "refused: 40300"],
  ["server's notification", "notify_secret", "notified"],
  ["server's notification, not readable", "notify_deep", "notified"],
];

const streamed: readonly Form[] = asked.flatMap(([name, calls, says, onGet]): Form[] => {
  const form: Form = {
    name,
    setting: "errors",
    path: "/stream",
    eras: ["legacy"],
    command: tool(calls),
    says,
    expect: "done; ended; alive",
  };
  if (!onGet) return [form];
  const there = { name: `${name}, on the GET stream`, command: tool(`${calls}_on_get`) };
  return [form, { ...form, ...there, servers: ["typescript-1"] }];
});

const rounds: readonly Form[] = (["/json", "/stream"] as const).flatMap((path): Form[] => {
  const common = { setting: "errors", path, eras: ["2026"] } as const;
  return [
    {
      ...common,
      name: `input_required on ${path}`,
      command: tool("ask_secret"),
      ...after("elicitation_request"),
    },
    {
      ...common,
      name: `input_required with one entry of two, on ${path}`,
      command: tool("ask_both"),
      says: "answered: accept",
      expect: "done; ended; alive",
    },
    {
      ...common,
      name: `input_required answered, on ${path}`,
      command: tool("ask_back"),
      ...after("elicitation_response"),
    },
    {
      ...common,
      name: `input_required answered with too much, on ${path}`,
      command: tool("ask_large"),
      ...own(-32600, "too large", true),
    },
  ];
});

export const exchangeForms: readonly Form[] = [...streamed, ...rounds];
