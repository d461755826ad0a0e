import { headerValue } from "../../inspection/exchange-state.ts";
import { codingsOf } from "../../inspection/response/content-encoding.ts";
import type { MaybePromise, RequestPlan, ResponsePlan } from "../../inspection/verdict.ts";
import { grpcStatus } from "../transport/grpc-status.ts";
import { decodeAttributes, decodeMetadata } from "../wire/decode.ts";
import type { Frame, HeaderEdits, HeaderList } from "../wire/frames.ts";
import { finishEvents, split } from "./event-frames.ts";
import type { Exchange } from "./exchange-state.ts";
import { finishGathered, gather } from "./gathered-body.ts";
import { bodyReadable, type Leg, type LegAction, oneFrameIsAll } from "./leg.ts";
import { askEventPieces, askNoResponse, askNoResponseBody } from "./overrides.ts";
import { mergeEdits, metadataOf, sendDenial } from "./replies.ts";

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

function open(exchange: Exchange, leg: Leg, frame: HeadersFrame): MaybePromise<void> {
  leg.hasContentLength = headerValue(frame.headers, "content-length") !== undefined;
  leg.encoded = codingsOf(frame.headers).length > 0;
  return frame.direction === "request"
    ? openRequest(exchange, leg, frame, frame.headers, frame.endOfStream)
    : openResponse(exchange, leg, frame.headers, frame.endOfStream);
}

function openRequest(
  exchange: Exchange,
  leg: Leg,
  frame: Frame,
  headers: HeaderList | undefined,
  endOfStream: boolean,
): MaybePromise<void> {
  const plan = exchange.inspection.requestHead({
    headers,
    endOfStream,
    attributes: () => decodeAttributes(frame),
    metadata: () => (frame.metadata ? decodeMetadata(frame.metadata) : {}),
    bodyReadable: bodyReadable(leg.mode),
    responseReadable: bodyReadable(exchange.legs.response.mode),
    bodyMode: leg.mode,
  });
  const apply = (known: RequestPlan): void => sendRequestPlan(exchange, leg, headers, endOfStream, known);
  return plan instanceof Promise ? plan.then(apply) : apply(plan);
}

function sendRequestPlan(
  exchange: Exchange,
  leg: Leg,
  headers: HeaderList | undefined,
  endOfStream: boolean,
  plan: RequestPlan,
): void {
  if (plan.kind === "deny") return sendDenial(exchange, plan.denial, plan.decision);
  const inspected = plan.kind === "inspect" && !endOfStream;
  leg.state = inspected ? "collect" : endOfStream || leg.mode === "NONE" ? "done" : "echo";
  if (headers === undefined) return;
  if (inspected && leg.form === "streamed") return holdHeaders(leg, plan);
  const ask = { ignore: askNoResponse, headers: askNoResponseBody, inspect: undefined }[plan.response];
  const modeOverride = ask?.(exchange, inspected);
  exchange.send({
    kind: "headers",
    direction: "request",
    ...(plan.headers && { headers: plan.headers }),
    ...(modeOverride && { modeOverride }),
    ...metadataOf(exchange, plan.decision),
  });
}

function openResponse(
  exchange: Exchange,
  leg: Leg,
  headers: HeaderList | undefined,
  endOfStream: boolean,
): MaybePromise<void> {
  const { request } = exchange.legs;
  const plan = exchange.inspection.responseHead({
    headers,
    endOfStream,
    bodyReadable: bodyReadable(leg.mode),
    bodyMode: leg.mode,
    requestUnread: request.state === "start" && !bodyReadable(request.mode),
  });
  const apply = (known: ResponsePlan): void => sendResponsePlan(exchange, leg, headers, endOfStream, known);
  return plan instanceof Promise ? plan.then(apply) : apply(plan);
}

function sendResponsePlan(
  exchange: Exchange,
  leg: Leg,
  headers: HeaderList | undefined,
  endOfStream: boolean,
  plan: ResponsePlan,
): void {
  if (plan.kind === "deny") return sendDenial(exchange, plan.denial, plan.decision);
  const noBody = endOfStream || leg.mode === "NONE";
  leg.state = noBody ? "done" : stateOf[plan.kind];
  if (headers === undefined) return;
  if (leg.state === "collect" && leg.form === "streamed") return holdHeaders(leg, plan);
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
    ...metadataOf(exchange, plan.decision),
  });
}

const stateOf = { pass: "echo", collect: "collect", events: "events" } as const;

function openWithoutHeaders(exchange: Exchange, leg: Leg, frame: BodyFrame): MaybePromise<void> {
  const opened =
    frame.direction === "request"
      ? openRequest(exchange, leg, frame, undefined, false)
      : openResponse(exchange, leg, undefined, false);
  const go = () => readFirstBody(exchange, leg, frame);
  return opened instanceof Promise ? opened.then(go) : go();
}

function readFirstBody(exchange: Exchange, leg: Leg, frame: BodyFrame): MaybePromise<void> {
  if (exchange.ended) return;
  if (leg.state === "echo") return echoBody(exchange, leg, frame);
  leg.state = "collect";
  return gather(exchange, leg, frame);
}

function echoBody(exchange: Exchange, leg: Leg, frame: BodyFrame): void {
  if (frame.endOfStream || oneFrameIsAll(leg)) leg.state = "done";
  const { body, direction, endOfStream } = frame;
  if (leg.form === "mutation") return exchange.send({ kind: "body", direction });
  exchange.send({ kind: "body", direction, edit: { kind: "streamed", body, endOfStream } });
}

function drop(exchange: Exchange, leg: Leg, frame: BodyFrame): void {
  if (frame.endOfStream) leg.state = "done";
  if (leg.form !== "mutation") return;
  const { owed } = leg;
  leg.owed = undefined;
  const edit = owed?.body.length
    ? ({ kind: "body", body: owed.body } as const)
    : ({ kind: "clear" } as const);
  exchange.send({ kind: "body", direction: frame.direction, edit, ...metadataOf(exchange, owed?.decision) });
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

function holdHeaders(leg: Leg, { headers, decision }: HeldHeaders): void {
  leg.headersHeld = true;
  leg.heldHeaders = headers;
  leg.heldDecision = decision;
}

type HeldHeaders = Pick<Exclude<ResponsePlan, { kind: "deny" }>, "headers" | "decision">;
