import { weightier } from "../../inspection/decision.ts";
import { mergeChanges } from "../../inspection/headers/plugin-headers.ts";
import type { Decision, HeaderChanges, HttpDenial, RequestVerdict } from "../../inspection/verdict.ts";
import { grpcStatus } from "../transport/grpc-status.ts";
import type { Direction, DynamicMetadata, HeaderEdits, Reply } from "../wire/frames.ts";
import type { Exchange } from "./exchange-state.ts";
import type { Leg } from "./leg.ts";

/** Namespace of the dynamic metadata that access logs, RBAC and rate limits read decisions from. */
const metadataNamespace = "mcp.plugins_adapter";

/** Answers the client in the message's place. Nothing may follow. */
export function sendDenial(exchange: Exchange, denial: HttpDenial, decision?: Decision): void {
  exchange.send({
    kind: "immediate",
    status: denial.status,
    headers: { set: denial.headers },
    body: denial.body,
    details: denial.details,
    ...metadataOf(exchange, decision),
  });
}

/** Sends a held-back headers reply, if there is one; body replies come only after it. */
function releaseHeaders(exchange: Exchange, leg: Leg, direction: Direction, changes?: HeaderChanges): void {
  if (!leg.headersHeld) return;
  leg.headersHeld = false;
  const headers = mergeEdits(leg.heldHeaders, changes);
  leg.heldHeaders = undefined;
  const told = metadataOf(exchange, leg.heldDecision);
  exchange.send({ kind: "headers", direction, ...(headers && { headers }), ...told });
}

/**
 * Applies the verdict on a whole body. `last` is the frame that made it whole.
 * The caller sets the leg's state.
 */
export function sendVerdict(
  exchange: Exchange,
  leg: Leg,
  direction: Direction,
  body: Uint8Array,
  verdict: RequestVerdict,
  last: "body" | "trailers",
): void {
  if (verdict.kind === "answer") {
    if (direction === "request") return sendDenial(exchange, verdict.answer, verdict.decision);
    return exchange.fail(grpcStatus.internal, "protocol");
  }
  if (verdict.kind === "deny") {
    if (direction === "request" || headersUnsent(leg))
      return sendDenial(exchange, verdict.denial, verdict.decision);
    if (leg.encoded) return exchange.fail(grpcStatus.internal, "headers_sent");
    return sendBody(exchange, leg, direction, {
      body: verdict.denial.body,
      changed: true,
      last,
      decision: verdict.decision,
    });
  }
  const changed = verdict.kind === "replace";
  if (changed && verdict.headersRequired && !headersUnsent(leg)) {
    return exchange.fail(grpcStatus.internal, "headers_sent");
  }
  sendBody(exchange, leg, direction, {
    body: changed ? verdict.body : body,
    changed,
    last,
    headers: verdict.headers,
    decision: verdict.decision,
  });
}

interface OutgoingBody {
  readonly body: Uint8Array;
  readonly changed: boolean;
  readonly last: "body" | "trailers";
  readonly headers?: HeaderChanges | undefined;
  readonly decision?: Decision | undefined;
}

function sendBody(exchange: Exchange, leg: Leg, direction: Direction, out: OutgoingBody): void {
  if (leg.form === "streamed") sendStreamedBody(exchange, leg, direction, out);
  else sendMutatedBody(exchange, leg, direction, out);
}

function sendStreamedBody(exchange: Exchange, leg: Leg, direction: Direction, out: OutgoingBody): void {
  releaseHeaders(
    exchange,
    leg,
    direction,
    out.changed ? mergeEdits(out.headers, { remove: ["content-length"] }) : out.headers,
  );
  const endOfStream = out.last === "body";
  if (endOfStream || out.body.length > 0) {
    const edit = { kind: "streamed", body: out.body, endOfStream } as const;
    exchange.send({ kind: "body", direction, edit, ...metadataOf(exchange, out.decision) });
  }
  if (!endOfStream) exchange.send({ kind: "trailers", direction });
}

function sendMutatedBody(exchange: Exchange, leg: Leg, direction: Direction, out: OutgoingBody): void {
  if (out.last === "body") {
    const rewritten = out.changed || leg.pieces > 1;
    const headers = headersUnsent(leg) ? mergeEdits(out.headers, contentLength(leg, out)) : undefined;
    const edit = rewritten ? ({ kind: "body", body: out.body } as const) : undefined;
    exchange.send({
      kind: "body",
      direction,
      ...(headers && { headers }),
      ...(edit && { edit }),
      ...metadataOf(exchange, out.decision),
    });
  } else if (out.body.length > 0) {
    // Every body frame was answered already and trailers can carry none: the message can't be delivered whole.
    return exchange.fail(grpcStatus.internal, "trailers");
  }
  if (out.last === "trailers") exchange.send({ kind: "trailers", direction });
}

/** Envoy answers 500 when a BUFFERED body's length and content-length differ. */
function contentLength(leg: Leg, out: OutgoingBody): HeaderEdits | undefined {
  if (!out.changed || !leg.hasContentLength) return undefined;
  return { set: [["content-length", String(out.body.length)]] };
}

/** Whether the headers can still change with, or be replaced by, the answer to the body. */
export function headersUnsent(leg: Leg): boolean {
  if (leg.form === "streamed") return leg.headersHeld;
  return leg.mode === undefined || (leg.mode === "BUFFERED" && leg.asked === undefined);
}

/** Both edits as one, the second after the first. */
export function mergeEdits(
  first: HeaderEdits | undefined,
  second: HeaderEdits | undefined,
): HeaderEdits | undefined {
  return second ? mergeChanges(first, second) : first;
}

/**
 * A decision as Envoy's dynamic metadata. Envoy merges what it gets key by key, so an exchange tells of a decision only
 * what is weightier than all it has told, and empties the keys of an earlier one that no longer hold.
 */
export function metadataOf(
  exchange: Exchange,
  decision: Decision | undefined,
): Pick<Reply, "dynamicMetadata"> | undefined {
  const { told } = exchange;
  const next = weightier(told, decision);
  if (!next || next === told) return undefined;
  exchange.told = next;
  const emptied = {
    ...(told?.plugin !== undefined && { plugin: "" }),
    ...(told?.code !== undefined && { code: "" }),
  };
  const dynamicMetadata: DynamicMetadata = { [metadataNamespace]: { ...emptied, ...next } };
  return { dynamicMetadata };
}
