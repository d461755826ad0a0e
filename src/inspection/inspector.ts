import { readJson } from "../mcp/json/reader.ts";
import { rememberCalls } from "./correlated.ts";
import { problemDecision } from "./decision.ts";
import { ownRefusal, rpcCodes } from "./denials/denials.ts";
import { type ExchangeState, type InspectionParts, newExchangeState } from "./exchange-state.ts";
import { failedBody, failedEvents, failedHead } from "./fail-closed.ts";
import { inspectRequestBody, refuseStrayBody } from "./request/request-body.ts";
import { isBodiless, planRequest, readsResponses } from "./request/request-head.ts";
import { refuseExchange } from "./response/answer.ts";
import { createEventsInspection, type EventsInspection } from "./response/events.ts";
import { afterDenial, afterResponseHead, readsDenials } from "./response/post-request.ts";
import { planResponse } from "./response/response-head.ts";
import { inspectWholeResponse } from "./response/whole-response.ts";
import { jsonLimits, jsonStrictness } from "./strictness.ts";
import { tell } from "./tell.ts";
import type {
  BodyFailure,
  ExchangeInspection,
  HttpDenial,
  InspectionLimits,
  Inspector,
  MaybePromise,
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
      return answered(
        state,
        failedHead(state, () => planRequest(state, head)),
      );
    },
    requestBody(body) {
      state.frameAt = performance.now();
      state.leg = "request";
      return answered(
        state,
        failedBody(state, () =>
          isBodiless(state) ? refuseStrayBody(state, body) : inspectRequestBody(state, body),
        ),
      );
    },
    responseHead(head) {
      state.frameAt = performance.now();
      state.leg = "response";
      state.bodyModes.response = head.bodyMode;
      return answered(
        state,
        failedHead(state, () => afterResponseHead(state, head, planResponse(state, head))),
      );
    },
    responseBody(body) {
      state.frameAt = performance.now();
      state.leg = "response";
      return answered(
        state,
        failedBody(state, () => inspectWholeResponse(state, body, events)),
      );
    },
    responseEvents(piece, end, emit) {
      state.leg = "events";
      const inspection = events();
      return failedEvents(
        state,
        () => inspection.push(piece, end, emit),
        () => inspection.judged(),
      );
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
      state.abort.abort();
      parts.hooks.releaseContexts(state.context.request_id);
    },
  };
}

/** A verdict; where it gives an answer in the server's place, after plugins have seen that. */
function answered<V extends { readonly kind: string }>(
  state: ExchangeState,
  verdict: MaybePromise<V>,
): MaybePromise<V> {
  const tellOf = async (known: V): Promise<V> =>
    isDenial(known) ? { ...known, denial: await afterDenial(state, known.denial) } : known;
  if (verdict instanceof Promise) return verdict.then(tellOf);
  return isDenial(verdict) && readsDenials(state) ? tellOf(verdict) : verdict;
}

function isDenial<V extends { readonly kind: string }>(
  verdict: V,
): verdict is V & { readonly kind: "deny"; readonly denial: HttpDenial } {
  return verdict.kind === "deny";
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
