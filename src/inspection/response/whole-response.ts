import { isUtf8 } from "node:buffer";
import { contentType } from "../../mcp/content-type.ts";
import { ownRefusal, type Refusal, rpcCodes } from "../denials/denials.ts";
import { awaitsEvents, type ExchangeState } from "../exchange-state.ts";
import { mergeChanges } from "../headers/plugin-headers.ts";
import { type Steps, waitFor } from "../steps.ts";
import type { BodyVerdict } from "../verdict.ts";
import { refused, refuseExchange } from "./answer.ts";
import { codingsOf, decode } from "./content-encoding.ts";
import { inspectErrorText } from "./error-body.ts";
import type { EventsInspection } from "./events.ts";
import { inspectResponseBody } from "./response-body.ts";

/**
 * Inspects a whole response body: inflated where it is encoded, read as events where no header says what it is but it
 * looks so.
 * @param events the exchange's event stream inspection, made when it is needed
 */
export function* inspectWholeResponse(
  state: ExchangeState,
  body: Uint8Array,
  events: () => EventsInspection,
): Steps<BodyVerdict> {
  if (state.responseHeadersSeen === undefined) return yield* inspectUnannounced(state, body, events);
  const codings = codingsOf(state.responseHeadersSeen);
  if (codings.length === 0 || body.length === 0) return describing(state, yield* inspectPlain(state, body));
  const plain = yield* waitFor(decode(body, codings, mostInflated(state, body)));
  if (plain === undefined) return refuse(state, encoded);
  const verdict = yield* inspectPlain(state, plain);
  if (verdict.kind === "deny") return verdict;
  const headers = mergeChanges(verdict.headers, { remove: ["content-encoding"] });
  return describing(state, { body: plain, ...verdict, kind: "replace", headers, headersRequired: true });
}

/** A verdict that takes away what headers said of the bytes that another body stands for now. */
function describing(state: ExchangeState, verdict: BodyVerdict): BodyVerdict {
  if (verdict.kind !== "replace") return verdict;
  const remove = (state.responseHeadersSeen ?? []).flatMap(([name, value]) =>
    digests.has(name) || (name === "etag" && !value.startsWith("W/")) ? [name] : [],
  );
  return remove.length === 0 ? verdict : { ...verdict, headers: mergeChanges(verdict.headers, { remove }) };
}

/** RFC 9530 and what it obsoletes. A client that checks one would refuse the body. */
const digests = new Set(["content-digest", "repr-digest", "digest", "content-md5"]);

/**
 * Clients read JSON under an error status without a look at its content type: Go's, and version 2 of the TypeScript SDK,
 * which skips a byte order mark.
 */
function inspectPlain(state: ExchangeState, body: Uint8Array): Steps<BodyVerdict> {
  const isMarked = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
  const isJson =
    contentType(state.responseHeadersSeen ?? []) === "json" ||
    startOf(isMarked ? body.subarray(3) : body) === "json";
  return isJson ? inspectResponseBody(state, body) : inspectErrorText(state, body);
}

/** Without headers a client's reading is not known: what some would take for JSON is inspected as that, or refused. */
function* inspectUnannounced(
  state: ExchangeState,
  body: Uint8Array,
  events: () => EventsInspection,
): Steps<BodyVerdict> {
  const start = startOf(body);
  if (start === "marked") return refuse(state, unannounced);
  if (start === "json") return yield* inspectResponseBody(state, body);
  // A header that nobody here sees may say that it is encoded.
  if (!isText(body)) return refuse(state, unannounced);
  // No event has data then, for a client that keeps to the letter; others, and those that show errors, read the text.
  if (!Buffer.from(body.buffer, body.byteOffset, body.length).includes("data:")) {
    const isAwaited = state.calls.size > 0 || awaitsEvents(state);
    return isAwaited ? yield* inspectErrorText(state, body) : { kind: "pass" };
  }
  const verdict = yield* events().push(body, true);
  const decided = verdict.decision && { decision: verdict.decision };
  return verdict.bytes === body
    ? { kind: "pass", ...decided }
    : { kind: "replace", body: verdict.bytes, ...decided };
}

/** A body may inflate to the configured limit, and to no more than so many times its size. */
function mostInflated(state: ExchangeState, body: Uint8Array): number {
  const { response_body_bytes, inflate_ratio } = state.parts.settings.limits;
  return Math.min(response_body_bytes, body.length * inflate_ratio);
}

/** `marked`: a byte order mark or UTF-16, UTF-32, which some JSON readers take. */
function startOf(body: Uint8Array): "json" | "marked" | "other" {
  const first = body.find((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
  if (first === undefined || first === 0x7b || first === 0x5b) return "json";
  return first === 0x00 || first >= 0x80 ? "marked" : "other";
}

function isText(body: Uint8Array): boolean {
  return isUtf8(body) && !body.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
}

function refuse(state: ExchangeState, refusal: Refusal): BodyVerdict {
  const { decision } = refused(state, refusal, undefined);
  return { kind: "deny", denial: refuseExchange(state, refusal), decision };
}

const encoded = ownRefusal(
  "content_encoding",
  "the server's body is encoded and can't be inspected",
  rpcCodes.internal,
  502,
);

const unannounced = ownRefusal(
  "response_content_type",
  "the server's body can't be inspected without its headers",
  rpcCodes.internal,
  502,
);
