import type { EmitEvents, EventsVerdict, MaybePromise } from "../../inspection/verdict.ts";
import type { Direction, Frame } from "../wire/frames.ts";
import type { Exchange } from "./exchange-state.ts";
import { type Leg, oneFrameIsAll } from "./leg.ts";
import { metadataOf } from "./replies.ts";

type BodyFrame = Extract<Frame, { kind: "body" }>;

/** Takes a piece of an event stream; whole events go on, the rest is held. */
export function split(exchange: Exchange, leg: Leg, frame: BodyFrame): MaybePromise<void> {
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
export function finishEvents(
  exchange: Exchange,
  leg: Leg,
  frame: { readonly direction: Direction },
): MaybePromise<void> {
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
