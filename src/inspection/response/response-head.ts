import { contentType } from "../../mcp/content-type.ts";
import { closeCalls } from "../correlated.ts";
import { problemDecision } from "../decision.ts";
import { ownRefusal, type Refusal, rpcCodes } from "../denials/denials.ts";
import { awaitsEvents, type ExchangeState, headerValue } from "../exchange-state.ts";
import { awaitsMessages, readsRequests, readsResponses } from "../request/request-head.ts";
import { tell } from "../tell.ts";
import type { HeaderChanges, ResponseHead, ResponsePlan } from "../verdict.ts";
import { refuseExchange } from "./answer.ts";
import { codingsOf } from "./content-encoding.ts";
import { leavesOrigin } from "./redirect.ts";
import { pluginHeaderChanges } from "./replaced-response.ts";

/** Decides from the response's headers how its body is read. Statuses are never changed by what is decided here. */
export function planResponse(state: ExchangeState, head: ResponseHead): ResponsePlan {
  const { settings } = state.parts;
  state.responseHeadersSeen = head.headers;
  const changes = responseHeaderChanges(state);
  if (state.exempt) return { kind: "pass", ...changes };
  if (head.requestUnread && readsRequests(state)) {
    state.parts.observer.unfit("request");
    return refuse(state, unread);
  }
  if (settings.strict.redirects && leavesOrigin(state, head.headers)) {
    return refuse(
      state,
      ownRefusal(
        "redirect",
        "the server redirects to an origin that is not inspected",
        rpcCodes.internal,
        502,
      ),
    );
  }
  if (!readsResponses(state)) return { kind: "pass", ...changes };
  const status = Number(headerValue(head.headers, ":status"));
  if (status >= 400 && status < 500) closeCalls(state);
  if (status === 101) {
    const text = "the connection would change to a protocol that can't be inspected";
    return refuse(state, ownRefusal("protocol_upgrade", text, rpcCodes.internal, 502));
  }
  if (head.endOfStream) return { kind: "pass", ...changes };
  if (head.headers === undefined) return head.bodyReadable ? { kind: "collect" } : refuse(state, unreadable);

  const kind = contentType(head.headers);
  state.context.content_type = kind === "event_stream" ? "text/event-stream" : "application/json";
  if (kind !== "json" && status >= 300 && awaitsMessages(state))
    return head.bodyReadable ? { kind: "collect", ...changes } : refuse(state, unreadable);
  if (kind === "other" || kind === "absent") {
    const isAnswer = (state.calls.size > 0 || awaitsEvents(state)) && !(status >= 300);
    const near = head.headers.some(([name, value]) => name === "content-type" && isNear(value));
    if (!settings.strict.response_content_type || !(isAnswer || near)) return { kind: "pass", ...changes };
    // "202, no body" may be said without a length; whatever does come is read.
    if (kind === "absent" && status === 202 && head.bodyReadable) return { kind: "collect", ...changes };
    return refuse(
      state,
      ownRefusal(
        "response_content_type",
        "the server's content type can't be inspected",
        rpcCodes.internal,
        502,
      ),
    );
  }
  if (!head.bodyReadable) return refuse(state, unreadable);
  if (kind === "event_stream") {
    if (codingsOf(head.headers).length > 0)
      return refuse(
        state,
        ownRefusal("content_encoding", "the server's event stream is encoded", rpcCodes.internal, 502),
      );
    return { kind: "events", ...changes };
  }
  return { kind: "collect", ...changes };
}

/** Content types that some client takes for JSON or an event stream (`application/jsonx`, `text/event-streamx`). */
function isNear(type: string): boolean {
  const text = type.toLowerCase();
  return text.includes("json") || text.includes("event-stream");
}

const unread = ownRefusal(
  "request_not_readable",
  "the gateway's ext_proc processing mode does not let the adapter read requests",
  rpcCodes.internal,
  500,
);

const unreadable = ownRefusal(
  "response_not_readable",
  "the gateway's ext_proc processing mode does not let the adapter read response bodies",
  rpcCodes.internal,
  500,
);

function responseHeaderChanges(state: ExchangeState): { headers?: HeaderChanges } {
  const { settings } = state.parts;
  if (settings.compat !== "reference") return pluginHeaderChanges(state);
  const set = [["x-ext-proc-response-header", "processed-by-ext-proc"] as const, ...state.responseHeaders];
  return { headers: { set } };
}

function refuse(state: ExchangeState, refusal: Refusal): ResponsePlan {
  const decision = problemDecision(refusal.code);
  tell(state, decision);
  return { kind: "deny", denial: refuseExchange(state, refusal), decision };
}
