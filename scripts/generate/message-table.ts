import { type Leg, type MethodEntry, methodEntry, methodNames } from "../../src/mcp/methods.ts";
import type { GeneratedFile } from "./generated-file.ts";

/** The reference of messages: which hook sees which part of them, on which leg. */
export function messageTable(): readonly GeneratedFile[] {
  return [{ path: "docs/reference/messages.md", text: page() }];
}

function page(): string {
  return `# Messages and their hooks

<!-- Made by \`make generate\` from the table in src/mcp/methods.ts: edit that. -->

Every message of MCP, of the revisions 2024-11-05 to 2026-07-28 and the extensions for tasks and skills, and the hook that
each of its parts is handed to. What a hook is handed: [hooks](hooks.md). \`make schemas\` holds the table
against the schemas that are published with the revisions, by messages that have a word of their own in every place.

## Requests

| Method | From | Travels in | Its params go to | Its answer travels in | The result, or the error, goes to |
|---|---|---|---|---|---|
${entries("request")}
| any other | both | all of these | \`message\` | all of these | \`message\`, and the hooks of its shape |

## Notifications

| Method | From | Travels in | Its params go to |
|---|---|---|---|
${entries("notification")}
| any other | both | all of these | \`notification\` |

## Parts within

These stand within params and results of any method, and are handed to hooks of their own, before what holds them is done:

| Member | Where | Goes to |
|---|---|---|
| \`inputRequests\` | results (\`input_required\`), tasks that wait for input | each entry's params to the hook of its method: \`sampling_request\`, \`elicitation_request\`, \`roots\`. A denied entry is left out; where none would be left, and no \`requestState\`, the answer is an error |
| \`data.elicitations\` | errors of servers (2025-11-25, -32042) | each entry to \`elicitation_request\`, as the params of an \`elicitation/create\`. A denial is the answer's |
| \`inputResponses\` | params of a request that is sent again, of \`tasks/update\` | each entry to \`sampling_response\`, \`elicitation_response\`, \`roots\` or \`task\` by its shape; to all of them where it has none; and all of them, with their names, to what holds them. A denial is the request's |
| \`result\`, \`error\` | tasks that are through: \`tasks/get\`, \`notifications/tasks\` | the hook of the request that started the task; where that is not known, as below |
| members of \`params\` beside those that the hook of \`tools/call\`, \`prompts/get\` or \`resources/read\` is handed | requests | \`message\`, together |
| \`Mcp-Name\`, \`Mcp-Param-*\` | headers of requests | \`tool_pre_invoke\` (\`headers\`); they follow edits of the body |

## Answers that cannot be placed

An answer on the response to a POST is the answer to that POST. Others are looked up: a client's answer by session, caller
and id; an answer on a resumed stream likewise; a task's result by the task's id ([state](../guide/state.md)). What is not
found gets the strictest reading:

- a server's result goes to \`tool_post_invoke\` and to every hook whose result has this shape (\`messages\`, \`contents\`,
  \`tools\`, \`prompts\`, \`resources\`, \`completion\`, \`protocolVersion\`, \`supportedVersions\`, \`taskId\` and so on);
- a client's result goes to every hook of its shape (\`action\`, \`role\`, \`model\`, \`content\`, \`roots\`, \`taskId\`), to all of
  them where it has none;
- an error goes to every hook that reads answers of that side.

Conditions on names match there, as the name is not known.

An answer that is known, other than to \`tools/call\`, \`prompts/get\` and \`resources/read\`, goes to its own hook and to
those of its shape: the \`instructions\` of \`server/discover\` to \`initialization\` too.
`;
}

function entries(kind: MethodEntry["kind"]): string {
  return methodNames()
    .flatMap((method) => {
      const entry = methodEntry(method);
      return entry?.kind === kind
        ? [kind === "request" ? requestRow(method, entry) : callColumns(method, entry)]
        : [];
    })
    .join("\n");
}

function requestRow(method: string, entry: MethodEntry): string {
  const register = entry.introduces ? "`server_pre_register`, `server_post_register`" : "";
  const fetched = entry.fetches ? "what the task was started by" : "";
  const hooks = [`\`${entry.resultHook}\``, register, fetched].filter((text) => text !== "").join(", ");
  return `${callColumns(method, entry)} ${legs(entry.answerLegs)} | ${hooks} |`;
}

function callColumns(method: string, { from, legs: own, requestHook, requestFields }: MethodEntry): string {
  const fields = requestFields?.map((field) => `\`${field}\``).join(", ");
  const hooks =
    fields === undefined ? `\`${requestHook}\`` : `\`${requestHook}\` (${fields}), \`message\` (the rest)`;
  return `| \`${method}\` | ${from} | ${legs(own)} | ${hooks} |`;
}

const legWords: Readonly<Record<Leg, string>> = {
  request_body: "request bodies",
  json_response: "JSON responses",
  post_stream: "event streams of POST",
  get_stream: "event streams of GET",
};

function legs(of: readonly Leg[]): string {
  return of.map((leg) => legWords[leg]).join(", ");
}
