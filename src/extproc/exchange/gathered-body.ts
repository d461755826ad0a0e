import { problemDecision } from "../../inspection/decision.ts";
import type { BodyFailure, MaybePromise, RequestVerdict } from "../../inspection/verdict.ts";
import { grpcStatus } from "../transport/grpc-status.ts";
import type { Direction, Frame } from "../wire/frames.ts";
import type { Exchange } from "./exchange-state.ts";
import { type Leg, oneFrameIsAll } from "./leg.ts";
import { headersUnsent, metadataOf, sendDenial, sendVerdict } from "./replies.ts";

type BodyFrame = Extract<Frame, { kind: "body" }>;

/** Takes a piece of a body that is inspected whole; the piece that makes it whole brings the verdict. */
export function gather(exchange: Exchange, leg: Leg, frame: BodyFrame): MaybePromise<void> {
  leg.size += frame.body.length;
  const { limits } = exchange.inspection;
  const limit = frame.direction === "request" ? limits.requestBodyBytes : limits.responseBodyBytes;
  const isWhole = leg.pieces === 0 && (frame.endOfStream || oneFrameIsAll(leg));
  // A whole request is worth a look: its client can be answered under its id.
  if (leg.size > limit && !(isWhole && frame.direction === "request"))
    return giveUp(exchange, leg, frame.direction, "too_large", frame.endOfStream);
  leg.pieces++;
  // Envoy sends the end of an HTTP/1 body in an empty frame: a body of one piece is then still not copied.
  if (frame.body.length > 0) leg.chunks.push(frame.body);
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

/** The body is whole: its verdict is asked for and sent. */
export function finishGathered(
  exchange: Exchange,
  leg: Leg,
  direction: Direction,
  last: "body" | "trailers",
): MaybePromise<void> {
  clearTimeout(leg.bodyTimer);
  const body = bodyOf(leg);
  const verdict =
    direction === "request" ? exchange.inspection.requestBody(body) : exchange.inspection.responseBody(body);
  const apply = (known: RequestVerdict): void => {
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
): void {
  clearTimeout(leg.bodyTimer);
  leg.chunks = [];
  const denial = exchange.inspection.bodyFailed(direction, failure);
  const decision = problemDecision(`${direction}_${failure}`);
  if (direction === "request" || headersUnsent(leg)) return sendDenial(exchange, denial, decision);
  if (failure === "timeout") return exchange.fail(grpcStatus.deadlineExceeded, "timeout");
  if (leg.encoded) return exchange.fail(grpcStatus.internal, "headers_sent");
  const edit = { kind: "body", body: denial.body } as const;
  exchange.send({ kind: "body", direction, edit, ...metadataOf(exchange, decision) });
  leg.state = ended ? "done" : "discard";
}

/** Runs from the first piece of a body: before it nothing is held, and a slow tool is not a slow body. */
function startBodyTimer(exchange: Exchange, leg: Leg, direction: Direction): void {
  if (leg.bodyTimer) return;
  leg.bodyTimer = exchange.timer(exchange.inspection.limits.bodyTimeoutMs, () => {
    if (!exchange.ended && leg.state === "collect") giveUp(exchange, leg, direction, "timeout", false);
  });
}
