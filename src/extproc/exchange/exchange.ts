import type { Inspector, MaybePromise } from "../../inspection/verdict.ts";
import { grpcStatus } from "../transport/grpc-status.ts";
import type { ProcessStream, StreamHandler } from "../transport/transport.ts";
import { decodeFrame } from "../wire/decode.ts";
import { encodeReply } from "../wire/encode.ts";
import type { Frame } from "../wire/frames.ts";
import { actions } from "./actions.ts";
import { giveUpEvents } from "./event-frames.ts";
import type { Exchange } from "./exchange-state.ts";
import { type Leg, legTable, newLeg } from "./leg.ts";

/** What the exchange tells whoever counts and logs. No payload, no header values. */
export interface ExchangeObserver {
  opened(): void;
  /** `reason` is a fixed word: decode, protocol, timeout, internal, half_close, headers_sent, trailers, observability, too_many, retired, audit. */
  failed(reason: string): void;
  closed(): void;
}

/** Added to the plugins' budget before a verdict that never came is given up. */
const verdictGraceMs = 1000;

/**
 * Handles one ext_proc stream. Frames are handled strictly one after the other, each answered before the next is
 * looked at; while a verdict is pending, reading pauses, so that what is queued stays bounded by the HTTP/2 window.
 */
export function createExchange(
  stream: ProcessStream,
  inspector: Inspector,
  observer: ExchangeObserver,
): StreamHandler {
  const inspection = inspector.open();
  const queue: Uint8Array[] = [];
  let started = false;
  let observed = false;
  let busy = false;
  let paused = false;
  let blocked = false;
  let halfClosed = false;
  let closed = false;
  /** How many verdicts were given up; what comes of them is nobody's any more. */
  let abandoned = 0;
  let watchdog: NodeJS.Timeout | undefined;
  observer.opened();

  const exchange: Exchange = {
    inspection,
    legs: { request: newLeg(undefined), response: newLeg(undefined) },
    ended: false,
    told: undefined,
    send(reply) {
      if (exchange.ended || closed) return;
      if (reply.kind === "immediate") exchange.ended = true;
      if (!stream.send(encodeReply(reply))) {
        blocked = true;
        updateReading();
      }
    },
    fail(code, reason) {
      if (exchange.ended || closed) return;
      exchange.ended = true;
      observer.failed(reason);
      stream.endError(code, reason);
    },
    progressed() {
      if (watchdog) watch();
    },
    timer: (ms, callback) =>
      setTimeout(() => {
        try {
          callback();
        } catch {
          exchange.fail(grpcStatus.internal, "internal");
        }
      }, ms),
  };

  function updateReading(): void {
    const wanted = busy || blocked;
    if (wanted === paused) return;
    paused = wanted;
    if (paused) stream.pause();
    else stream.resume();
  }

  function start(frame: Frame): void {
    started = true;
    const config = frame.protocolConfig;
    exchange.legs.request = newLeg(config?.requestBodyMode);
    exchange.legs.response = newLeg(config?.responseBodyMode);
    observed = frame.observabilityMode;
    if (observed) observer.failed("observability");
  }

  function handle(message: Uint8Array): MaybePromise<void> {
    const decoded = decodeFrame(message);
    if (!decoded.ok) return exchange.fail(grpcStatus.invalidArgument, "decode");
    const frame = decoded.frame;
    if (!started) start(frame);
    if (observed || frame.kind === "unknown") return;
    const leg = exchange.legs[frame.direction];
    return actions[legTable[leg.state][frame.kind]](exchange, leg, frame);
  }

  function settle(): void {
    clearTimeout(watchdog);
    watchdog = undefined;
    busy = false;
  }

  function next(): void {
    while (!busy && !closed && !exchange.ended) {
      const message = queue.shift();
      if (message === undefined) break;
      let pending: MaybePromise<void>;
      try {
        pending = handle(message);
      } catch {
        return exchange.fail(grpcStatus.internal, "internal");
      }
      if (pending instanceof Promise) wait(pending);
    }
    updateReading();
    if (halfClosed && !busy && !closed) finish();
  }

  function watch(): void {
    clearTimeout(watchdog);
    watchdog = exchange.timer(inspection.limits.messageBudgetMs + verdictGraceMs, () => {
      const { response } = exchange.legs;
      if (response.awaiting === undefined) return exchange.fail(grpcStatus.deadlineExceeded, "timeout");
      if (exchange.ended) return;
      observer.failed("timeout");
      abandoned++;
      settle();
      giveUpEvents(exchange, response, "verdict_timeout");
      next();
    });
  }

  function wait(pending: Promise<void>): void {
    busy = true;
    watch();
    const turn = abandoned;
    pending.then(
      () => {
        if (turn !== abandoned) return;
        settle();
        next();
      },
      () => {
        if (turn !== abandoned) return;
        settle();
        exchange.fail(grpcStatus.internal, "internal");
        next();
      },
    );
  }

  /** Envoy half-closed: OK only when both directions got their last answer, since an early OK means "pass the rest". */
  function finish(): void {
    if (exchange.ended || observed || isComplete(exchange)) stream.endOk();
    else exchange.fail(grpcStatus.cancelled, "half_close");
  }

  return {
    onMessage(message) {
      if (closed || exchange.ended) return;
      queue.push(message);
      if (!busy) next();
    },
    onHalfClose() {
      halfClosed = true;
      if (!busy && !closed) finish();
    },
    onDrain() {
      blocked = false;
      updateReading();
    },
    giveUp() {
      if (closed || exchange.ended || !canEnd(exchange.legs.response)) return false;
      giveUpEvents(exchange, exchange.legs.response, "retired");
      return true;
    },
    onClosed() {
      if (closed) return;
      closed = true;
      settle();
      for (const leg of [exchange.legs.request, exchange.legs.response]) {
        clearTimeout(leg.bodyTimer);
        leg.chunks = [];
      }
      queue.length = 0;
      inspection.close();
      observer.closed();
    },
  };
}

/** Whether the response is an event stream that can be ended here and now, with errors for what has no answer. */
function canEnd({ state, form }: Leg): boolean {
  return state === "events" && form === "streamed";
}

/** A response that is through ends an exchange whose request no frame told of: a local reply, an earlier filter's. */
function isComplete({ legs: { request, response } }: Exchange): boolean {
  const answered = (leg: Leg): boolean => leg.state === "done" || leg.skipped;
  return answered(response) && (answered(request) || request.state === "start");
}
