import { contentType } from "../../mcp/content-type.ts";
import { clientHooks, serverHooks } from "../../mcp/shapes.ts";
import { problemDecision } from "../decision.ts";
import { ownRefusal, type Refusal, refuseRequest, rpcCodes } from "../denials/denials.ts";
import { awaitsEvents, type ExchangeState, headerValue } from "../exchange-state.ts";
import { mergeChanges } from "../headers/plugin-headers.ts";
import { isEncoded } from "../response/content-encoding.ts";
import type { Steps } from "../steps.ts";
import { tell } from "../tell.ts";
import type { HeaderChanges, Headers, RequestHead, RequestPlan, ResponseWish } from "../verdict.ts";
import { resolveIdentity } from "./identity.ts";
import {
  noteClient,
  type RequestHeadOutcome,
  readsRequestHead,
  runRequestHeadHooks,
} from "./request-http-hooks.ts";

/** Methods whose body no MCP server reads; one that is sent all the same is refused (it could only be meant to hide). */
const bodiless = new Set(["GET", "HEAD", "DELETE", "OPTIONS"]);

/**
 * Decides from the request's headers what is to be inspected, and refuses what could not be. Plugins that read headers
 * run first; without any the plan is there at once.
 */
export function* planRequest(state: ExchangeState, head: RequestHead): Steps<RequestPlan> {
  const { settings } = state.parts;
  state.requestHeaders = head.headers;
  const repeated = resolveIdentity(state.context, head, settings);
  if (repeated) {
    const text = "a header that tells who the caller is is repeated";
    return refuse(state, ownRefusal("identity", text, rpcCodes.invalidRequest, 400));
  }
  const kind = head.headers && contentType(head.headers);
  if (kind === "json") state.context.content_type = "application/json";
  state.exempt = isExempt(state);
  noteClient(state, head);
  if (!readsRequestHead(state)) return planReading(state, head);
  const { headers } = head;
  if (headers === undefined) {
    state.parts.observer.unfit("request");
    return refuse(state, headersUnseen);
  }
  const outcome = yield* runRequestHeadHooks(state, { ...head, headers });
  if (outcome.ok) return withEdits(planReading(state, head), outcome);
  const { refusal, decision } = outcome;
  const denial = refuseRequest(refusal, undefined, settings, { gathered: state.responseHeaders });
  return { kind: "deny", denial, decision };
}

/** A plan with what plugins on the headers changed; what the adapter itself does to headers comes after. */
function withEdits(plan: RequestPlan, { headers, decision }: RequestHeadOutcome & { ok: true }): RequestPlan {
  if (plan.kind === "deny") return plan;
  const merged = headers && mergeChanges(headers, plan.headers ?? {});
  return { ...plan, ...(merged && { headers: merged }), ...(decision && { decision }) };
}

function planReading(state: ExchangeState, head: RequestHead): RequestPlan {
  const { settings, hooks } = state.parts;
  const changes = requestHeaderChanges(state);
  if (state.exempt) {
    const headers = hooks.wants("http_post_request") ? "headers" : "ignore";
    const response = settings.compat === "reference" ? "inspect" : headers;
    return { kind: "pass", ...changes.asIs, response };
  }
  const kind = head.headers && contentType(head.headers);

  const response = responseWish(state);
  if (readsResponses(state) && !head.responseReadable) {
    return refuseUnreadable(state, "response");
  }
  if (head.endOfStream) return { kind: "pass", ...changes.inspected, response };
  const method = headerValue(head.headers, ":method");
  if (!head.bodyReadable) return refuseUnreadable(state, "request");
  if (head.headers !== undefined && !(method !== undefined && bodiless.has(method)) && !isBare(state)) {
    if (settings.strict.content_encoding && isEncoded(head.headers)) {
      return refuse(
        state,
        ownRefusal(
          "content_encoding",
          "encoded request bodies are not accepted",
          rpcCodes.invalidRequest,
          415,
        ),
      );
    }
    if (settings.strict.content_type && kind !== "json") {
      return refuse(
        state,
        ownRefusal("content_type", "the content type must be application/json", rpcCodes.invalidRequest, 415),
      );
    }
  }
  return { kind: "inspect", ...changes.inspected, response };
}

/** Redirects are judged, and plugins' headers set, on response headers whether or not anything reads the body. */
function responseWish(state: ExchangeState): ResponseWish {
  const { settings } = state.parts;
  if (readsResponses(state) || settings.compat === "reference") return "inspect";
  const reads = readsRequests(state) || state.parts.hooks.wants("http_post_request");
  return settings.strict.redirects || reads ? "headers" : "ignore";
}

/**
 * A headers frame without a single header, as tests of the reference adapter send it and Envoy never does: nothing is
 * known of the body, which is read as JSON or refused.
 */
function isBare({ requestHeaders, parts: { settings } }: ExchangeState): boolean {
  return settings.compat === "reference" && requestHeaders?.length === 0;
}

/** Whether a body on this request is one that no server should read. */
export function isBodiless(state: ExchangeState): boolean {
  const method = headerValue(state.requestHeaders, ":method");
  return method !== undefined && bodiless.has(method);
}

/** Whether the client is an MCP client that waits for something of MCP; without headers, that it sent a message. */
export function awaitsMessages(state: ExchangeState): boolean {
  if (headerValue(state.requestHeaders, ":method") === undefined) return state.requestSeen;
  return !isBodiless(state) || awaitsEvents(state);
}

/** Whether any plugin reads requests or their headers. */
export function readsRequests({ parts: { hooks } }: ExchangeState): boolean {
  return requestHooks.some((hook) => hooks.wants(hook));
}

const requestHooks = [
  ...clientHooks,
  "http_pre_request",
  "http_auth_resolve_user",
  "http_auth_check_permission",
];

/** Whether any plugin reads anything that a response can carry: a known method's answer can hide another's. */
export function readsResponses({ parts: { hooks } }: ExchangeState): boolean {
  return serverHooks.some((hook) => hooks.wants(hook));
}

/** Exactly the method and path that the operator listed as not MCP; never decided by anything else a client sends. */
function isExempt(state: ExchangeState): boolean {
  const method = headerValue(state.requestHeaders, ":method");
  const path = headerValue(state.requestHeaders, ":path")?.split("?", 1)[0];
  if (method === undefined || path === undefined) return false;
  const { paths } = state.parts.settings;
  if (paths && !paths.includes(path)) return true;
  return state.parts.settings.not_mcp.some((entry) => entry.method === method && entry.path === path);
}

function requestHeaderChanges(
  state: ExchangeState,
): Record<"asIs" | "inspected", { headers?: HeaderChanges }> {
  const { compat } = state.parts.settings;
  const set: Headers = compat === "reference" ? [["x-ext-proc-header", "hello-from-ext-proc"]] : [];
  const encoded = readsResponses(state) && headerValue(state.requestHeaders, "accept-encoding") !== undefined;
  const inspected: Headers = encoded ? [...set, plainOnly] : set;
  return { asIs: changesOf(set), inspected: changesOf(inspected) };
}

/** Without the header any coding would be acceptable (RFC 9110 §12.5.3). */
const plainOnly = ["accept-encoding", "identity"] as const;

function changesOf(set: Headers): { headers?: HeaderChanges } {
  return set.length > 0 ? { headers: { set } } : {};
}

const headersUnseen = ownRefusal(
  "request_headers_not_sent",
  "the gateway's ext_proc processing mode does not let the adapter read request headers",
  rpcCodes.internal,
  500,
);

function refuseUnreadable(state: ExchangeState, side: "request" | "response"): RequestPlan {
  state.parts.observer.unfit(side);
  const refusal = ownRefusal(
    `${side}_not_readable`,
    `the gateway's ext_proc processing mode does not let the adapter read ${side} bodies`,
    rpcCodes.internal,
    500,
  );
  return refuse(state, refusal);
}

function refuse(state: ExchangeState, refusal: Refusal): RequestPlan {
  const decision = problemDecision(refusal.code);
  tell(state, decision);
  return { kind: "deny", denial: refuseRequest(refusal, undefined, state.parts.settings), decision };
}
