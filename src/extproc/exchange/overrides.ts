import type { ModeOverride } from "../wire/frames.ts";
import type { Exchange } from "./exchange-state.ts";

/**
 * The mode overrides that are asked for, and nothing else: each is spelled as the shipped configuration's
 * `allowed_override_modes` spells it. Envoy ignores an override silently when it is not allowed, so each is chosen
 * such that the same replies stay right when it was ignored: BUFFERED and STREAMED share the `body` mutation form,
 * and frames of a leg that was waved off are simply passed.
 */

/** Nothing reads the response: ask Envoy to keep it. */
export function askNoResponse(exchange: Exchange, requestInspected: boolean): ModeOverride | undefined {
  const { response } = exchange.legs;
  if (!overridable(exchange) || response.mode === "NONE") return undefined;
  response.asked = "NONE";
  response.skipped = true;
  return {
    requestBodyMode: requestInspected ? requestMode(exchange) : "NONE",
    responseHeaderMode: "SKIP",
    responseBodyMode: "NONE",
  };
}

/**
 * The response's body is not read: ask for its frames to stay away.
 * @param requestInspected false: a request body that is still to come is not read either
 */
export function askNoResponseBody(exchange: Exchange, requestInspected = true): ModeOverride | undefined {
  const { response } = exchange.legs;
  if (!overridable(exchange) || response.mode !== "BUFFERED") return undefined;
  response.asked = "NONE";
  return {
    requestBodyMode: requestInspected ? requestMode(exchange) : "NONE",
    responseHeaderMode: "SEND",
    responseBodyMode: "NONE",
  };
}

/** An event stream under BUFFERED would be held until its end: ask for it piece by piece. */
export function askEventPieces(exchange: Exchange): ModeOverride | undefined {
  const { response } = exchange.legs;
  if (!overridable(exchange) || response.mode !== "BUFFERED") return undefined;
  response.asked = "STREAMED";
  return {
    requestBodyMode: requestMode(exchange),
    responseHeaderMode: "SEND",
    responseBodyMode: "STREAMED",
    responseTrailerMode: "SEND",
  };
}

/** Envoy ignores overrides when either configured mode is FULL_DUPLEX_STREAMED; without `protocol_config` nothing is known. */
function overridable(exchange: Exchange): boolean {
  const { request, response } = exchange.legs;
  return (
    request.mode !== undefined &&
    response.mode !== undefined &&
    request.form === "mutation" &&
    response.form === "mutation"
  );
}

function requestMode(exchange: Exchange) {
  return exchange.legs.request.mode ?? "NONE";
}
