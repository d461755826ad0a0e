import { type Leg, type MethodEntry, methodEntry, methodNames } from "../mcp/methods.ts";

/** Where a hook's plugins see something of: bodies and streams with messages, or headers. */
export type ReachedLeg = Leg | "request_headers" | "response_headers";

/** What reaches a hook's plugins. */
export interface HookReach {
  /** Methods whose requests, or whose answers, they see, or a part of either; `*` is all. */
  readonly methods: readonly string[];
  readonly legs: readonly ReachedLeg[];
}

/** Which methods a hook runs on, and on which way they travel. Empty for hooks that no traffic reaches. */
export function hookReach(hook: string): HookReach {
  const legsOfAll = hooksOfAll[hook];
  if (legsOfAll !== undefined) return { methods: ["*"], legs: legsOfAll };
  const requests = methodNames().filter((method) => asks(methodEntry(method), hook));
  const answered = methodNames().filter((method) => answers(methodEntry(method), hook));
  const legs = [
    ...requests.flatMap((method) => methodEntry(method)?.legs ?? []),
    ...answered.flatMap((method) => methodEntry(method)?.answerLegs ?? []),
  ];
  return { methods: [...new Set([...requests, ...answered])], legs: [...new Set(legs)] };
}

/** `message` sees what the hook of a method leaves of its params. */
function asks(entry: MethodEntry | undefined, hook: string): boolean {
  return entry?.requestHook === hook || (hook === "message" && entry?.requestFields !== undefined);
}

function answers(entry: MethodEntry | undefined, hook: string): boolean {
  const registers = hook === "server_pre_register" || hook === "server_post_register";
  return entry?.resultHook === hook || (registers && entry?.introduces === true);
}

/** The reach of some hooks for people, one line a hook. */
export function reachLines(hooks: readonly (HookReach & { readonly hook: string })[]): string[] {
  const lines = hooks
    .filter(({ legs }) => legs.length > 0)
    .map(
      ({ hook, methods, legs }) => `  ${hook}: ${subjectOf(hook, methods)}${legs.map(legText).join(", ")}`,
    );
  return lines.length > 0 ? ["Plugins see", ...lines] : [];
}

/** Hooks that every exchange reaches, whatever its method. Requests without a message are asked for by their headers. */
const hooksOfAll: Readonly<Record<string, readonly ReachedLeg[]>> = {
  http_pre_request: ["request_headers"],
  http_auth_resolve_user: ["request_headers"],
  http_auth_check_permission: ["request_headers", "request_body"],
  http_post_request: ["response_headers"],
};

const legWords: Readonly<Record<ReachedLeg, string>> = {
  request_headers: "headers of requests",
  request_body: "bodies of requests",
  json_response: "JSON responses",
  post_stream: "event streams of POST",
  get_stream: "event streams of GET",
  response_headers: "headers of responses",
};

function legText(leg: ReachedLeg): string {
  return legWords[leg];
}

function subjectOf(hook: string, methods: readonly string[]): string {
  if (hooksOfAll[hook] !== undefined) return "";
  // Those of methods that the table does not have.
  const others = hook === "message" || hook === "notification" ? ["any other"] : [];
  const named = [...methods, ...others].join(", ");
  return methods.some((method) => asks(methodEntry(method), hook))
    ? `${named} in `
    : `answers to ${named} in `;
}
