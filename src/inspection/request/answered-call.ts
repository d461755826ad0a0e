import type { ExchangeState } from "../exchange-state.ts";
import { changedList, mergeChanges } from "../headers/plugin-headers.ts";
import { afterResponseHead } from "../response/post-request.ts";
import { inspectResponseBody } from "../response/response-body.ts";
import { planResponse } from "../response/response-head.ts";
import type { Steps } from "../steps.ts";
import type { BodyVerdict, HeaderChanges, Headers, HttpDenial, RequestVerdict } from "../verdict.ts";
import type { ClientMessageVerdict } from "./client-message.ts";

type Answered = Extract<ClientMessageVerdict, { kind: "answer" }>;

/**
 * A plugin's answer to the only request of a body, inspected as if the server had sent it: plugins see its headers and the
 * result, edit them and deny them, for the caller of this request.
 */
export function* serveAnswer(
  state: ExchangeState,
  { call, answer: { body }, decision }: Answered,
): Steps<RequestVerdict> {
  state.answering = true;
  state.requestSeen = true;
  state.leg = "response";
  // It came from a plugin: nobody is to keep it as the server's.
  call.keepable = undefined;
  call.answered = true;
  const head = { headers: jsonHead, endOfStream: false, bodyReadable: true };
  const plan = yield* afterResponseHead(state, head, planResponse(state, head));
  if (plan.kind === "deny") return plan;
  const verdict: BodyVerdict =
    plan.kind === "pass" ? { kind: "pass" } : yield* inspectResponseBody(state, body);
  if (verdict.kind === "deny") return verdict;
  // The decision on a plan is told already.
  const changes = verdict.headers ? mergeChanges(plan.headers, verdict.headers) : plan.headers;
  const sent = verdict.kind === "replace" ? verdict.body : body;
  if (verdict.decision?.action === "denied") {
    const { code } = verdict.decision;
    const denial = httpAnswer(sent, changes, `plugins_adapter:${code ?? "denied"}`);
    return { kind: "deny", denial, decision: verdict.decision };
  }
  return { kind: "answer", answer: httpAnswer(sent, changes, "plugins_adapter:answered"), decision };
}

const jsonHead: Headers = [
  [":status", "200"],
  ["content-type", "application/json"],
];

function httpAnswer(body: Uint8Array, changes: HeaderChanges | undefined, details: string): HttpDenial {
  const own: Headers = [["content-type", "application/json"]];
  return { status: 200, headers: changes ? changedList(own, changes) : own, body, details };
}
