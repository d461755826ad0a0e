import type { EmitEvents, EventsFailure, EventsVerdict, MaybePromise } from "../../inspection/verdict.ts";
import type { Direction, Frame } from "../wire/frames.ts";
import type { Exchange } from "./exchange-state.ts";
import { type Leg, oneFrameIsAll } from "./leg.ts";
import { metadataOf } from "./replies.ts";

type BodyFrame = Extract<Frame, { kind: "body" }>;

/** Takes a piece of an event stream; whole events go on, the rest is held. */
export function split(exchange: Exchange, leg: Leg, frame: BodyFrame): MaybePromise<void> {
  const end = frame.endOfStream || oneFrameIsAll(leg);
  clearTimeout(leg.bodyTimer);
  leg.awaiting = end ? "last_body" : "body";
  const verdict = exchange.inspection.responseEvents(frame.body, end, emitter(exchange, leg));
  const apply = (known: EventsVerdict): void => {
    // Given up meanwhile.
    if (leg.awaiting === undefined) return;
    leg.awaiting = undefined;
    sendEvents(exchange, leg, frame.body, known, end);
    if (leg.state === "events") watchUnfinished(exchange, leg, known.unfinished);
  };
  return verdict instanceof Promise ? verdict.then(apply) : apply(verdict);
}

/** Sends part of a piece ahead of the rest; only in the one mode that takes any number of answers to a frame. */
function emitter(exchange: Exchange, leg: Leg): EmitEvents | undefined {
  if (leg.form !== "streamed") return undefined;
  return (body, decision) => {
    if (leg.awaiting === undefined) return;
    const edit = { kind: "streamed", body, endOfStream: false } as const;
    if (body.length > 0)
      exchange.send({ kind: "body", direction: "response", edit, ...metadataOf(exchange, decision) });
    exchange.progressed();
  };
}

/** @param piece what the verdict is on; undefined where nothing of it stands in Envoy's frame */
function sendEvents(
  exchange: Exchange,
  leg: Leg,
  piece: Uint8Array | undefined,
  verdict: EventsVerdict,
  end: boolean,
): void {
  const { bytes } = verdict;
  const direction = "response";
  const stop = end || verdict.end === true;
  if (leg.form === "streamed") {
    leg.state = stop ? "done" : "events";
    if (!stop && bytes.length === 0) return;
    const edit = { kind: "streamed", body: bytes, endOfStream: stop } as const;
    return exchange.send({ kind: "body", direction, edit, ...metadataOf(exchange, verdict.decision) });
  }
  leg.state = end ? "done" : verdict.end ? "discard" : "events";
  const edit =
    bytes === piece
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
export function finishEvents(
  exchange: Exchange,
  leg: Leg,
  frame: { readonly direction: Direction },
): MaybePromise<void> {
  clearTimeout(leg.bodyTimer);
  leg.awaiting = "trailers";
  const verdict = exchange.inspection.responseEvents(new Uint8Array(0), true, emitter(exchange, leg));
  const apply = (known: EventsVerdict): void => {
    if (leg.awaiting === undefined) return;
    leg.awaiting = undefined;
    sendTrailers(exchange, leg, frame.direction, known);
  };
  return verdict instanceof Promise ? verdict.then(apply) : apply(verdict);
}

function sendTrailers(
  exchange: Exchange,
  leg: Leg,
  direction: Direction,
  { bytes, decision }: EventsVerdict,
): void {
  leg.state = "done";
  if (leg.form === "streamed" && bytes.length > 0) {
    const edit = { kind: "streamed", body: bytes, endOfStream: false } as const;
    exchange.send({ kind: "body", direction, edit, ...metadataOf(exchange, decision) });
  }
  exchange.send({ kind: "trailers", direction });
}

/** Starts the time of an event that began, and lets that of one that goes on run. */
function watchUnfinished(exchange: Exchange, leg: Leg, event: EventsVerdict["unfinished"]): void {
  if (event === undefined) {
    leg.unfinished = undefined;
    return;
  }
  const now = performance.now();
  const { eventTimeoutMs } = exchange.inspection.limits;
  if (leg.unfinished?.event !== event) leg.unfinished = { event, until: now + eventTimeoutMs };
  leg.bodyTimer = exchange.timer(Math.max(0, leg.unfinished.until - now), () => {
    if (exchange.ended || leg.state !== "events" || leg.awaiting !== undefined) return;
    // Without data it may wait for as long as its server likes: `retry: 3000`, and the first event an hour later.
    leg.unfinished = undefined;
    if (event.hasData()) giveUpEvents(exchange, leg, "event_timeout");
    else watchUnfinished(exchange, leg, event);
  });
}

/**
 * Ends an event stream that can't go on: clients see errors for their requests and a proper end. A frame that waits for
 * its answer gets it. Under STREAMED a stream can't be ended, and nothing be said where no frame waits: the errors then
 * go with the answer to the next one.
 */
export function giveUpEvents(exchange: Exchange, leg: Leg, failure: EventsFailure): void {
  const { awaiting } = leg;
  leg.awaiting = undefined;
  const verdict = exchange.inspection.eventsFailed(failure);
  if (awaiting === "trailers") sendTrailers(exchange, leg, "response", verdict);
  else if (awaiting === undefined && leg.form === "mutation") {
    leg.state = "discard";
    leg.owed = { body: verdict.bytes, decision: verdict.decision };
  } else sendEvents(exchange, leg, undefined, verdict, awaiting === "last_body");
}
