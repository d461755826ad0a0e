import { readJson } from "../mcp/json/reader.ts";
import { rememberCalls } from "./correlated.ts";
import { problemDecision } from "./decision.ts";
import { ownRefusal, rpcCodes } from "./denials/denials.ts";
import { type ExchangeState, type InspectionParts, newExchangeState } from "./exchange-state.ts";
import { orDenial, orErrors } from "./fail-closed.ts";
import { inspectRequestBody } from "./request/request-body.ts";
import { planRequest, readsResponses } from "./request/request-head.ts";
import { refuseExchange } from "./response/answer.ts";
import { createEventsInspection, type EventsInspection } from "./response/events.ts";
import { afterDenial, afterResponseHead, readsDenials } from "./response/post-request.ts";
import { planResponse } from "./response/response-head.ts";
import { inspectWholeResponse } from "./response/whole-response.ts";
import { run, type Steps } from "./steps.ts";
import { jsonLimits, jsonStrictness } from "./strictness.ts";
import { tell } from "./tell.ts";
import type {
  BodyFailure,
  BodyVerdict,
  ExchangeInspection,
  HttpDenial,
  InspectionLimits,
  Inspector,
  MaybePromise,
  RequestPlan,
  RequestVerdict,
  ResponseHead,
  ResponsePlan,
} from "./verdict.ts";

/** Makes the inspector: what stands between Envoy's frames and the plugins. */
export function createInspector(parts: InspectionParts): Inspector {
  const { limits } = parts.settings;
  const frameLimits: InspectionLimits = {
    requestBodyBytes: limits.request_body_bytes,
    responseBodyBytes: limits.response_body_bytes,
    bodyTimeoutMs: limits.body_timeout_ms,
    eventTimeoutMs: limits.event_timeout_ms,
    messageBudgetMs: limits.message_budget_ms,
  };
  return { open: () => (parts.enabled ? openInspection(parts, frameLimits) : passEverything(frameLimits)) };
}

function openInspection(parts: InspectionParts, limits: InspectionLimits): ExchangeInspection {
  const state = newExchangeState(parts);
  let opened: EventsInspection | undefined;
  const events = (): EventsInspection => {
    if (opened === undefined) {
      opened = createEventsInspection(state);
      // Its answers may come on a stream that resumes this one.
      rememberCalls(state);
    }
    return opened;
  };
  return {
    limits,
    requestHead(head) {
      state.frameAt = performance.now();
      state.bodyModes.request = head.bodyMode;
      return answered(state, planRequest(state, head));
    },
    requestBody(body) {
      state.frameAt = performance.now();
      state.leg = "request";
      return answered(state, inspectRequestBody(state, body));
    },
    responseHead(head) {
      state.frameAt = performance.now();
      state.leg = "response";
      state.bodyModes.response = head.bodyMode;
      return answered(state, planWholeResponse(state, head));
    },
    responseBody(body) {
      state.frameAt = performance.now();
      state.leg = "response";
      return answered(state, inspectWholeResponse(state, body, events));
    },
    responseEvents(piece, end, emit) {
      state.leg = "events";
      const inspection = events();
      return run(orErrors(state, inspection.push(piece, end, emit), inspection.judged));
    },
    eventsFailed(failure) {
      state.leg = "events";
      return events().fail(failure);
    },
    isWhole: (body) =>
      readJson(body, jsonLimits(parts.settings, body.length), jsonStrictness(parts.settings)).ok,
    bodyFailed: (direction, failure) => refuseBody(state, direction, failure),
    close() {
      // A server may keep the answer that nobody was there to take, for a stream that is resumed.
      const unanswered = state.requestSeen && [...state.calls.values()].some((call) => !call.answered);
      if (unanswered && readsResponses(state)) rememberCalls(state);
      state.end.end();
      parts.hooks.releaseContexts(state.context.request_id);
    },
  };
}

function* planWholeResponse(state: ExchangeState, head: ResponseHead): Steps<ResponsePlan> {
  return yield* afterResponseHead(state, head, planResponse(state, head));
}

/** A plan or verdict, a denial where something throws; an answer in the server's place is shown to plugins. */
function answered<V extends RequestPlan | ResponsePlan | RequestVerdict>(
  state: ExchangeState,
  steps: Steps<V>,
): MaybePromise<V | Extract<BodyVerdict, { kind: "deny" }>> {
  return run(shown(state, steps));
}

function* shown<V extends RequestPlan | ResponsePlan | RequestVerdict>(
  state: ExchangeState,
  steps: Steps<V>,
): Steps<V | Extract<BodyVerdict, { kind: "deny" }>> {
  const verdict = yield* orDenial(state, steps);
  if (verdict.kind !== "deny" || !readsDenials(state)) return verdict;
  return { ...verdict, denial: yield* afterDenial(state, verdict.denial) };
}

/** The answer for a body that never became whole. */
function refuseBody(
  state: ExchangeState,
  direction: "request" | "response",
  failure: BodyFailure,
): HttpDenial {
  const tooLarge = failure === "too_large";
  const code = `${direction}_${failure}`;
  const text = tooLarge
    ? `the ${direction} body is too large to inspect`
    : `the ${direction} body did not arrive in time`;
  const status = direction === "response" ? 502 : tooLarge ? 413 : 408;
  state.leg = direction;
  tell(state, problemDecision(code));
  return refuseExchange(state, ownRefusal(code, text, rpcCodes.invalidRequest, status));
}

/** Plugins are switched off by PLUGINS_ENABLED=false: traffic passes unread, which start-up says loudly. */
function passEverything(limits: InspectionLimits): ExchangeInspection {
  return {
    limits,
    requestHead: () => ({ kind: "pass", response: "ignore" }),
    requestBody: () => ({ kind: "pass" }),
    responseHead: () => ({ kind: "pass" }),
    responseBody: () => ({ kind: "pass" }),
    responseEvents: (bytes) => ({ bytes }),
    eventsFailed: () => ({ bytes: new Uint8Array(0), end: true }),
    isWhole: () => false,
    bodyFailed: () => ({
      status: 500,
      headers: [],
      body: new Uint8Array(0),
      details: "plugins_adapter:disabled",
    }),
    close() {},
  };
}
