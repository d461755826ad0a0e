import type { JsonObject } from "../framework/json.ts";

/** A result that is there already, or comes: inspections without slow plugins never leave the tick. */
export type MaybePromise<T> = T | Promise<T>;

/** Headers in wire order, lower-case names. */
export type Headers = readonly (readonly [name: string, value: string])[];

/** Headers to set (overwriting) and to remove on what is forwarded. */
export interface HeaderChanges {
  readonly set?: Headers;
  readonly remove?: readonly string[];
}

/** What was decided about one message or leg: the `mcp.plugins_adapter` metadata, the decision log and metrics read it. */
export interface Decision {
  readonly method?: string;
  /** Tool or prompt name, or resource URI without query. */
  readonly name?: string;
  readonly verdict: "allow" | "deny" | "error";
  /** `answered`: a plugin gave the answer, and the server was not asked. */
  readonly action: "allowed" | "modified" | "answered" | "denied" | "recorded";
  readonly plugin?: string;
  readonly code?: string;
  /** The longest that a plugin asks whoever retries to wait, milliseconds; absent for none. */
  readonly retry_delay_ms?: number;
}

/** An HTTP answer given in the message's place. */
export interface HttpDenial {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** For the access log; a code, never payload text. */
  readonly details: string;
}

/** What is to be done with a whole body. */
export type BodyVerdict =
  | { readonly kind: "pass"; readonly headers?: HeaderChanges; readonly decision?: Decision }
  | {
      readonly kind: "replace";
      readonly body: Uint8Array;
      readonly headers?: HeaderChanges;
      /** The body alone would be wrong: where headers can no longer change, deny instead. */
      readonly headersRequired?: boolean;
      readonly decision?: Decision;
    }
  | { readonly kind: "deny"; readonly denial: HttpDenial; readonly decision: Decision };

/** What is to be done with a request's whole body. `answer`: it goes to nobody, and the client gets this. */
export type RequestVerdict =
  | BodyVerdict
  | { readonly kind: "answer"; readonly answer: HttpDenial; readonly decision: Decision };

/** What is to be done with a request once its headers are known. */
export type RequestPlan =
  | {
      readonly kind: "inspect" | "pass";
      readonly headers?: HeaderChanges;
      readonly response: ResponseWish;
      readonly decision?: Decision;
    }
  | { readonly kind: "deny"; readonly denial: HttpDenial; readonly decision: Decision };

/** `headers`: its headers are judged, nothing reads its body; `ignore`: nothing reads anything the response can carry. */
export type ResponseWish = "inspect" | "headers" | "ignore";

/** What is to be done with a response once its headers are known. */
export type ResponsePlan =
  | {
      readonly kind: "pass" | "collect" | "events";
      readonly headers?: HeaderChanges;
      readonly decision?: Decision;
    }
  | { readonly kind: "deny"; readonly denial: HttpDenial; readonly decision: Decision };

/** What a piece of an event stream became. `end`: the stream must stop here, after these bytes. */
export interface EventsVerdict {
  /** Bytes to forward now: the input itself when nothing was changed or held. */
  readonly bytes: Uint8Array;
  readonly end?: boolean;
  readonly decision?: Decision;
  /** The event of which a part is held; the same object as long as it is the same event. */
  readonly unfinished?: { hasData(): boolean };
}

/** Takes bytes of an event stream that may go on while the rest of a piece waits for its verdict. */
export type EmitEvents = (bytes: Uint8Array, decision?: Decision) => void;

/** Why a body is given up before it was whole. */
export type BodyFailure = "too_large" | "timeout";

/** Why an event stream is given up: the rest of an event, or a verdict on one, did not come in time. */
export type EventsFailure = "event_timeout" | "verdict_timeout" | "retired";

export interface RequestHead {
  /** Undefined when the filter sends no header frames: then the body is judged by its shape. */
  readonly headers: Headers | undefined;
  /** No body follows. */
  readonly endOfStream: boolean;
  readonly attributes: () => JsonObject;
  readonly metadata: () => Record<string, JsonObject>;
  /** False where the filter's processing mode keeps that body from us. */
  readonly bodyReadable: boolean;
  readonly responseReadable: boolean;
  /** Envoy's body mode for requests, for the record only. */
  readonly bodyMode?: string | undefined;
}

export interface ResponseHead {
  readonly headers: Headers | undefined;
  readonly endOfStream: boolean;
  readonly bodyReadable: boolean;
  /** Envoy's body mode for responses, for the record only. */
  readonly bodyMode?: string | undefined;
  /** No frame of the request came, and under the filter's processing mode none would: it went on unread. */
  readonly requestUnread?: boolean;
}

/** The inspection of one exchange. Calls come one at a time, in wire order; a part may be missing. No method throws. */
export interface ExchangeInspection {
  readonly limits: InspectionLimits;
  requestHead(head: RequestHead): MaybePromise<RequestPlan>;
  requestBody(body: Uint8Array): MaybePromise<RequestVerdict>;
  responseHead(head: ResponseHead): MaybePromise<ResponsePlan>;
  responseBody(body: Uint8Array): MaybePromise<BodyVerdict>;
  /**
   * The next piece of an event stream, `end` with the last one (which may be empty). Where `emit` is given, part of
   * what is to be forwarded may go to it before the verdict, which then holds the rest.
   */
  responseEvents(piece: Uint8Array, end: boolean, emit?: EmitEvents): MaybePromise<EventsVerdict>;
  /** What ends an event stream that is given up: an error for each request that has no answer yet. */
  eventsFailed(failure: EventsFailure): EventsVerdict;
  /** Whether these bytes are a whole JSON text, so that nothing but white space may follow. */
  isWhole(body: Uint8Array): boolean;
  /** The answer when a body can't be collected. A request body that is too large but whole goes to `requestBody`. */
  bodyFailed(direction: "request" | "response", failure: BodyFailure): HttpDenial;
  /** The exchange is gone: contexts are dropped, running plugins are told. */
  close(): void;
}

export interface InspectionLimits {
  readonly requestBodyBytes: number;
  readonly responseBodyBytes: number;
  /** Longest time a body may take to become whole, milliseconds. */
  readonly bodyTimeoutMs: number;
  /** Longest time an event may take to become whole once its data has begun, milliseconds. */
  readonly eventTimeoutMs: number;
  /** Longest time all plugins of one message may take, milliseconds. */
  readonly messageBudgetMs: number;
}

/** Opens inspections; one per ext_proc stream. */
export interface Inspector {
  open(): ExchangeInspection;
}
