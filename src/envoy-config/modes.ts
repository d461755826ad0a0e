/**
 * Which phases Envoy sends (`ExternalProcessor.processing_mode`), per shipped variant, and which overrides of them the
 * service may ask for. Values are written out, never left to Envoy's DEFAULT: the allow-list is a literal comparison of
 * five fields after DEFAULT was filled from `processing_mode`, so an unset mode and a spelled one differ.
 */
import type { BodyMode, HeaderMode } from "../extproc/wire/frames.ts";

/** The shipped configurations. */
export const variants = ["static", "override"] as const;
export type Variant = (typeof variants)[number];

/** `envoy.extensions.filters.http.ext_proc.v3.ProcessingMode`. */
export type ProcessingMode = {
  readonly request_header_mode: HeaderMode;
  readonly request_body_mode: BodyMode;
  readonly request_trailer_mode: HeaderMode;
  readonly response_header_mode: HeaderMode;
  readonly response_body_mode: BodyMode;
  readonly response_trailer_mode: HeaderMode;
};

/** The five fields of `allowed_override_modes` that Envoy compares; it ignores `request_header_mode`. */
export type OverrideMode = Omit<ProcessingMode, "request_header_mode">;

/**
 * What the loaded plugins need to see.
 * @property requestBody false: no plugin and no check reads requests
 * @property response    `headers`: redirects are still judged, bodies are not read; `none`: the response is not sent at all
 */
export type Phases = {
  readonly requestBody: boolean;
  readonly response: "body" | "headers" | "none";
};

export const everyPhase: Phases = { requestBody: true, response: "body" };

/** The base mode of a variant. FULL_DUPLEX_STREAMED needs response trailers SEND, else Envoy refuses the configuration. */
export function processingMode(variant: Variant, phases: Phases): ProcessingMode {
  const body: BodyMode = variant === "static" ? "FULL_DUPLEX_STREAMED" : "BUFFERED";
  const readsBody = phases.response === "body";
  return {
    request_header_mode: "SEND",
    request_body_mode: phases.requestBody ? "BUFFERED" : "NONE",
    request_trailer_mode: "SKIP",
    response_header_mode: phases.response === "none" ? "SKIP" : "SEND",
    response_body_mode: readsBody ? body : "NONE",
    response_trailer_mode: readsBody && variant === "static" ? "SEND" : "SKIP",
  };
}

/**
 * The overrides of the `override` variant. Event streams are asked for as STREAMED and not FULL_DUPLEX_STREAMED: it
 * shares the `body` form of an edit with BUFFERED, so an override that Envoy ignored loses no edit.
 */
export const allowedOverrides: readonly OverrideMode[] = [
  // request read, response an event stream, taken event by event
  override("BUFFERED", "SEND", "STREAMED", "SEND"),
  // request read, only the headers of the response
  override("BUFFERED", "SEND", "NONE", "SKIP"),
  // request read, nothing of the response
  override("BUFFERED", "SKIP", "NONE", "SKIP"),
  // request has no body or none that is read, response an event stream
  override("NONE", "SEND", "STREAMED", "SEND"),
  // request not read, response body kept in one piece
  override("NONE", "SEND", "BUFFERED", "SKIP"),
  // neither body
  override("NONE", "SEND", "NONE", "SKIP"),
  // not MCP at all: the side stream ends with the request headers
  override("NONE", "SKIP", "NONE", "SKIP"),
];

function override(
  request: BodyMode,
  headers: HeaderMode,
  response: BodyMode,
  trailers: HeaderMode,
): OverrideMode {
  return {
    request_body_mode: request,
    request_trailer_mode: "SKIP",
    response_header_mode: headers,
    response_body_mode: response,
    response_trailer_mode: trailers,
  };
}
