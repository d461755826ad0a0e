import type { Decision } from "../../inspection/verdict.ts";
import type { BodyMode, HeaderEdits } from "../wire/frames.ts";

/**
 * One direction of an exchange, and the table that says what each frame does to it.
 *
 * | state   | meaning                                                              |
 * |---------|----------------------------------------------------------------------|
 * | start   | no frame of this direction yet                                       |
 * | collect | the body is gathered until it is whole, nothing of it is forwarded   |
 * | events  | the body is an event stream, forwarded event by event                |
 * | echo    | the body is not inspected, frames are forwarded as they come         |
 * | discard | the answer was given already; what still comes is dropped            |
 * | done    | the last frame was answered                                          |
 */
export type LegState = "start" | "collect" | "events" | "echo" | "discard" | "done";

export type FrameKind = "headers" | "body" | "trailers";

/** What the exchange does with a frame. Each name is a function of the exchange. */
export type LegAction =
  | "open"
  | "openWithoutHeaders"
  | "gather"
  | "finishGathered"
  | "split"
  | "finishEvents"
  | "echoBody"
  | "drop"
  | "dropTrailers"
  | "dropLate"
  | "answerTrailers"
  | "refuse";

/** state × frame → action. `refuse` ends the stream with an error status: Envoy sent what its API rules out. */
export const legTable: Readonly<Record<LegState, Readonly<Record<FrameKind, LegAction>>>> = {
  start: { headers: "open", body: "openWithoutHeaders", trailers: "answerTrailers" },
  collect: { headers: "refuse", body: "gather", trailers: "finishGathered" },
  events: { headers: "refuse", body: "split", trailers: "finishEvents" },
  echo: { headers: "refuse", body: "echoBody", trailers: "answerTrailers" },
  discard: { headers: "refuse", body: "drop", trailers: "dropTrailers" },
  done: { headers: "refuse", body: "dropLate", trailers: "answerTrailers" },
};

/** How body replies of a direction must look: Envoy fails or, worse, ignores the other form. */
export type BodyForm = "mutation" | "streamed";

export interface Leg {
  state: LegState;
  /** As configured, from `protocol_config`; undefined when Envoy did not say. */
  readonly mode: BodyMode | undefined;
  readonly form: BodyForm;
  /** Set when a body mode other than the configured one was asked for; Envoy may have ignored it. */
  asked: BodyMode | undefined;
  /** Header edits of a headers reply that is held back until the body was inspected. */
  heldHeaders: HeaderEdits | undefined;
  headersHeld: boolean;
  /** What was decided on them. */
  heldDecision: Decision | undefined;
  /** The original message carried content-length. Unknown without a headers frame: then true, so that it is set right. */
  hasContentLength: boolean;
  /** The original message was encoded: a plain body can't follow a head that was sent with it. */
  encoded: boolean;
  chunks: Uint8Array[];
  /** Frames that the body came in, empty ones too. */
  pieces: number;
  size: number;
  /** How often the body was looked at to see whether it is whole before its end was announced. */
  guesses: number;
  bodyTimer: NodeJS.Timeout | undefined;
  /** The event of a stream of which a part is held, and until when its rest is waited for (`performance.now`). */
  unfinished: { readonly event: object; readonly until: number } | undefined;
  /** What the events verdict that is waited for answers: a body frame, the last one, or trailers. */
  awaiting: "body" | "last_body" | "trailers" | undefined;
  /** What the answer to the next frame that is dropped carries. */
  owed: { readonly body: Uint8Array; readonly decision: Decision | undefined } | undefined;
  /** No frame of this direction will come, or need not. */
  skipped: boolean;
}

/** A direction in its first state, under the body mode that the filter was configured with. */
export function newLeg(mode: BodyMode | undefined): Leg {
  return {
    state: "start",
    mode,
    form: mode === "FULL_DUPLEX_STREAMED" ? "streamed" : "mutation",
    asked: undefined,
    heldHeaders: undefined,
    headersHeld: false,
    heldDecision: undefined,
    hasContentLength: true,
    encoded: false,
    chunks: [],
    pieces: 0,
    size: 0,
    guesses: 0,
    bodyTimer: undefined,
    unfinished: undefined,
    awaiting: undefined,
    owed: undefined,
    skipped: false,
  };
}

/**
 * Whether the whole body can be read under a mode. BUFFERED_PARTIAL lets the rest flow uninspected, GRPC is no HTTP
 * body, NONE sends nothing. Unknown (an Envoy that sends no `protocol_config`) is taken for readable: the body frame
 * itself is the proof, and edits in the `body` form fail cleanly where they don't fit.
 */
export function bodyReadable(mode: BodyMode | undefined): boolean {
  return mode === undefined || mode === "BUFFERED" || mode === "STREAMED" || mode === "FULL_DUPLEX_STREAMED";
}

/** Whether one body frame is the whole body: BUFFERED says so even without end_of_stream, when trailers follow. */
export function oneFrameIsAll(leg: Leg): boolean {
  return (leg.mode === undefined || leg.mode === "BUFFERED") && leg.asked === undefined;
}
