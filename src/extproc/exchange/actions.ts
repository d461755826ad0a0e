import { problemDecision } from "../../inspection/decision.ts";
import type {
  BodyFailure,
  BodyVerdict,
  EmitEvents,
  EventsVerdict,
  MaybePromise,
} from "../../inspection/verdict.ts";
import { decodeAttributes, decodeMetadata } from "../wire/decode.ts";
import type { Direction, Frame, HeaderEdits, HeaderList } from "../wire/frames.ts";
import { type Exchange, grpcStatus } from "./exchange-state.ts";
import { bodyReadable, type Leg, type LegAction, oneFrameIsAll } from "./leg.ts";
import { askEventPieces, askNoResponse, askNoResponseBody } from "./overrides.ts";
import { headersUnsent, mergeEdits, metadataOf, sendDenial, sendVerdict } from "./replies.ts";

type HeadersFrame = Extract<Frame, { kind: "headers" }>;
type BodyFrame = Extract<Frame, { kind: "body" }>;
type KnownFrame = Exclude<Frame, { kind: "unknown" }>;
type Action = (exchange: Exchange, leg: Leg, frame: KnownFrame) => MaybePromise<void>;

/** The table's action names and what they do. */
export const actions: Readonly<Record<LegAction, Action>> = {
  open: (exchange, leg, frame) => open(exchange, leg, frame as HeadersFrame),
  openWithoutHeaders: (exchange, leg, frame) => openWithoutHeaders(exchange, leg, frame as BodyFrame),
  gather: (exchange, leg, frame) => gather(exchange, leg, frame as BodyFrame),
  finishGathered: (exchange, leg, frame) => finishGathered(exchange, leg, frame.direction, "trailers"),
  split: (exchange, leg, frame) => split(exchange, leg, frame as BodyFrame),
  finishEvents,
  echoBody: (exchange, leg, frame) => echoBody(exchange, leg, frame as BodyFrame),
  drop: (exchange, leg, frame) => drop(exchange, leg, frame as BodyFrame),
  dropTrailers: answerTrailers,
  dropLate: (exchange, leg, frame) => dropLate(exchange, leg, frame as BodyFrame),
  answerTrailers,
  refuse: (exchange) => exchange.fail(grpcStatus.invalidArgument, "protocol"),
};

function open(exchange: Exchange, leg: Leg, frame: HeadersFrame): void {
  leg.hasContentLength = frame.headers.some(([name]) => name === "content-length");
  leg.encoded = frame.headers.some(([name]) => name === "content-encoding");
  if (frame.direction === "request") openRequest(exchange, leg, frame, frame.headers, frame.endOfStream);
  else openResponse(exchange, leg, frame.headers, frame.endOfStream);
}

function openRequest(
  exchange: Exchange,
  leg: Leg,
  frame: Frame,
  headers: HeaderList | undefined,
  endOfStream: boolean,
): void {
  const plan = exchange.inspection.requestHead({
    headers,
    endOfStream,
    attributes: () => decodeAttributes(frame),
    metadata: () => (frame.metadata ? decodeMetadata(frame.metadata) : {}),
    bodyReadable: bodyReadable(leg.mode),
    responseReadable: bodyReadable(exchange.legs.response.mode),
  });
  if (plan.kind === "deny") return sendDenial(exchange, plan.denial, plan.decision);
  const inspected = plan.kind === "inspect" && !endOfStream;
  leg.state = inspected ? "collect" : endOfStream || leg.mode === "NONE" ? "done" : "echo";
  if (headers === undefined) return;
  if (inspected && leg.form === "streamed") return holdHeaders(leg, plan.headers);
  const ask = { ignore: askNoResponse, headers: askNoResponseBody, inspect: undefined }[plan.response];
  const modeOverride = ask?.(exchange, inspected);
  exchange.send({
    kind: "headers",
    direction: "request",
    ...(plan.headers && { headers: plan.headers }),
    ...(modeOverride && { modeOverride }),
  });
}

function openResponse(
  exchange: Exchange,
  leg: Leg,
  headers: HeaderList | undefined,
  endOfStream: boolean,
): void {
  const { request } = exchange.legs;
  const plan = exchange.inspection.responseHead({
    headers,
    endOfStream,
    bodyReadable: bodyReadable(leg.mode),
    requestUnread: request.state === "start" && !bodyReadable(request.mode),
  });
  if (plan.kind === "deny") return sendDenial(exchange, plan.denial, plan.decision);
  const noBody = endOfStream || leg.mode === "NONE";
  leg.state = noBody ? "done" : stateOf[plan.kind];
  if (headers === undefined) return;
  if (leg.state === "collect" && leg.form === "streamed") return holdHeaders(leg, plan.headers);
  const modeOverride =
    leg.state === "events"
      ? askEventPieces(exchange)
      : leg.state === "echo"
        ? askNoResponseBody(exchange)
        : undefined;
  if (leg.asked === "NONE") leg.skipped = true;
  // The length of an event stream is not known when its headers go out.
  const edits: HeaderEdits | undefined =
    leg.state === "events" && leg.hasContentLength ? { remove: ["content-length"] } : undefined;
  const merged = mergeEdits(plan.headers, edits);
  exchange.send({
    kind: "headers",
    direction: "response",
    ...(merged && { headers: merged }),
    ...(modeOverride && { modeOverride }),
  });
}

const stateOf = { pass: "echo", collect: "collect", events: "events" } as const;

function openWithoutHeaders(exchange: Exchange, leg: Leg, frame: BodyFrame): MaybePromise<void> {
  if (frame.direction === "request") openRequest(exchange, leg, frame, undefined, false);
  else openResponse(exchange, leg, undefined, false);
  if (exchange.ended) return;
  if (leg.state === "echo") return echoBody(exchange, leg, frame);
  leg.state = "collect";
  return gather(exchange, leg, frame);
}

function gather(exchange: Exchange, leg: Leg, frame: BodyFrame): MaybePromise<void> {
  leg.size += frame.body.length;
  const { limits } = exchange.inspection;
  const limit = frame.direction === "request" ? limits.requestBodyBytes : limits.responseBodyBytes;
  if (leg.size > limit) {
    const whole =
      leg.chunks.length === 0 && (frame.endOfStream || oneFrameIsAll(leg)) ? frame.body : undefined;
    return giveUp(exchange, leg, frame.direction, "too_large", frame.endOfStream, whole);
  }
  leg.chunks.push(frame.body);
  if (frame.endOfStream || oneFrameIsAll(leg)) return finishGathered(exchange, leg, frame.direction, "body");
  if (leg.form === "mutation" && seemsWhole(exchange, leg, frame.body)) {
    return finishGathered(exchange, leg, frame.direction, "body");
  }
  startBodyTimer(exchange, leg, frame.direction);
  // What the frame carried is held here, so Envoy must drop its own copy.
  if (leg.form === "mutation") {
    exchange.send({ kind: "body", direction: frame.direction, edit: { kind: "clear" } });
  }
}

/**
 * STREAMED mode announces an end by trailers only when every body frame was answered, and not at all where trailers
 * are not sent: too late to deliver the body. So a JSON text that is whole is taken for the whole body; what follows
 * it is dropped. Looked at a few times at most, since each look reads it all.
 */
function seemsWhole({ inspection }: Exchange, leg: Leg, last: Uint8Array): boolean {
  const end = last.findLast((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
  if ((end !== 0x7d && end !== 0x5d) || leg.guesses >= mostGuesses) return false;
  leg.guesses++;
  return inspection.isWhole(bodyOf(leg));
}

const mostGuesses = 8;

function bodyOf({ chunks, size }: Leg): Uint8Array {
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, size);
}

function finishGathered(
  exchange: Exchange,
  leg: Leg,
  direction: Direction,
  last: "body" | "trailers",
): MaybePromise<void> {
  clearTimeout(leg.bodyTimer);
  const body = bodyOf(leg);
  const verdict =
    direction === "request" ? exchange.inspection.requestBody(body) : exchange.inspection.responseBody(body);
  const apply = (known: BodyVerdict): void => {
    sendVerdict(exchange, leg, direction, body, known, last);
    leg.state = "done";
    leg.chunks = [];
  };
  return verdict instanceof Promise ? verdict.then(apply) : apply(verdict);
}

/** A body that can't become whole: it is answered for, and what still comes of it is dropped. */
function giveUp(
  exchange: Exchange,
  leg: Leg,
  direction: Direction,
  failure: BodyFailure,
  ended: boolean,
  body?: Uint8Array,
): void {
  clearTimeout(leg.bodyTimer);
  leg.chunks = [];
  const denial = exchange.inspection.bodyFailed(direction, failure, body);
  const decision = problemDecision(`${direction}_${failure}`);
  if (direction === "request" || headersUnsent(leg)) return sendDenial(exchange, denial, decision);
  if (failure === "timeout") return exchange.fail(grpcStatus.deadlineExceeded, "timeout");
  if (leg.encoded) return exchange.fail(grpcStatus.internal, "headers_sent");
  const edit = { kind: "body", body: denial.body } as const;
  exchange.send({ kind: "body", direction, edit, ...metadataOf(exchange, decision) });
  leg.state = ended ? "done" : "discard";
}

function split(exchange: Exchange, leg: Leg, frame: BodyFrame): MaybePromise<void> {
  const end = frame.endOfStream || oneFrameIsAll(leg);
  const verdict = exchange.inspection.responseEvents(frame.body, end, emitter(exchange, leg));
  const apply = (known: EventsVerdict): void => sendEvents(exchange, leg, frame, known, end);
  return verdict instanceof Promise ? verdict.then(apply) : apply(verdict);
}

/** Sends part of a piece ahead of the rest; only in the one mode that takes any number of answers to a frame. */
function emitter(exchange: Exchange, leg: Leg): EmitEvents | undefined {
  if (leg.form !== "streamed") return undefined;
  return (body, decision) => {
    const edit = { kind: "streamed", body, endOfStream: false } as const;
    if (body.length > 0)
      exchange.send({ kind: "body", direction: "response", edit, ...metadataOf(exchange, decision) });
    exchange.progressed();
  };
}

function sendEvents(
  exchange: Exchange,
  leg: Leg,
  frame: BodyFrame,
  verdict: EventsVerdict,
  end: boolean,
): void {
  const { bytes } = verdict;
  const { direction } = frame;
  const stop = end || verdict.end === true;
  if (leg.form === "streamed") {
    leg.state = stop ? "done" : "events";
    if (!stop && bytes.length === 0) return;
    const edit = { kind: "streamed", body: bytes, endOfStream: stop } as const;
    return exchange.send({ kind: "body", direction, edit, ...metadataOf(exchange, verdict.decision) });
  }
  leg.state = end ? "done" : verdict.end ? "discard" : "events";
  const edit =
    bytes === frame.body
      ? undefined
      : bytes.length === 0
        ? ({ kind: "clear" } as const)
        : ({ kind: "body", body: bytes } as const);
  exchange.send({
    kind: "body",
    direction,
    ...(edit && { edit }),
    ...metadataOf(exchange, verdict.decision),
  });
}

/** Trailers end an event stream. Where they can't be preceded by a body any more, an unfinished event is dropped. */
function finishEvents(exchange: Exchange, leg: Leg, frame: KnownFrame): MaybePromise<void> {
  const verdict = exchange.inspection.responseEvents(new Uint8Array(0), true, emitter(exchange, leg));
  const apply = (known: EventsVerdict): void => {
    leg.state = "done";
    if (leg.form === "streamed" && known.bytes.length > 0) {
      const edit = { kind: "streamed", body: known.bytes, endOfStream: false } as const;
      exchange.send({
        kind: "body",
        direction: frame.direction,
        edit,
        ...metadataOf(exchange, known.decision),
      });
    }
    exchange.send({ kind: "trailers", direction: frame.direction });
  };
  return verdict instanceof Promise ? verdict.then(apply) : apply(verdict);
}

function echoBody(exchange: Exchange, leg: Leg, frame: BodyFrame): void {
  if (frame.endOfStream || oneFrameIsAll(leg)) leg.state = "done";
  const { body, direction, endOfStream } = frame;
  if (leg.form === "mutation") return exchange.send({ kind: "body", direction });
  exchange.send({ kind: "body", direction, edit: { kind: "streamed", body, endOfStream } });
}

function drop(exchange: Exchange, leg: Leg, frame: BodyFrame): void {
  if (frame.endOfStream) leg.state = "done";
  if (leg.form === "mutation")
    exchange.send({ kind: "body", direction: frame.direction, edit: { kind: "clear" } });
}

/** Envoy has sent a second, usually empty, end frame at times: it must be answered where answers are counted. */
function dropLate(exchange: Exchange, leg: Leg, frame: BodyFrame): void {
  if (leg.form === "streamed") return;
  const edit = frame.body.length > 0 ? ({ kind: "clear" } as const) : undefined;
  exchange.send({ kind: "body", direction: frame.direction, ...(edit && { edit }) });
}

function answerTrailers(exchange: Exchange, leg: Leg, frame: KnownFrame): void {
  leg.state = "done";
  exchange.send({ kind: "trailers", direction: frame.direction });
}

function holdHeaders(leg: Leg, edits: HeaderEdits | undefined): void {
  leg.headersHeld = true;
  leg.heldHeaders = edits;
}

/** Runs from the first piece of a body: before it nothing is held, and a slow tool is not a slow body. */
function startBodyTimer(exchange: Exchange, leg: Leg, direction: Direction): void {
  if (leg.bodyTimer) return;
  leg.bodyTimer = exchange.timer(exchange.inspection.limits.bodyTimeoutMs, () => {
    if (!exchange.ended && leg.state === "collect") giveUp(exchange, leg, direction, "timeout", false);
  });
}
