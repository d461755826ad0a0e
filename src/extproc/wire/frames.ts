/**
 * The frames of `envoy.service.ext_proc.v3.ExternalProcessor/Process` as plain data: what this service reads of a
 * ProcessingRequest and what it writes in a ProcessingResponse. Field meanings: the API of Envoy 1.40.
 */

/** `ProcessingMode.BodySendMode`, in wire order (NONE = 0 … GRPC = 5). */
export const bodyModes = [
  "NONE",
  "STREAMED",
  "BUFFERED",
  "BUFFERED_PARTIAL",
  "FULL_DUPLEX_STREAMED",
  "GRPC",
] as const;
export type BodyMode = (typeof bodyModes)[number];

/** `ProcessingMode.HeaderSendMode`, in wire order. */
export const headerModes = ["DEFAULT", "SEND", "SKIP"] as const;
export type HeaderMode = (typeof headerModes)[number];

/** Which way a frame looks. */
export type Direction = "request" | "response";

/** Headers in wire order: lower-case name, value as text (bytes read as latin1, so that nothing is lost). */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** The modes configured for the filter after per-route merge; only in the first frame of a stream. */
export interface ProtocolConfig {
  readonly requestBodyMode: BodyMode;
  readonly responseBodyMode: BodyMode;
  readonly sendBodyWithoutWaitingForHeaderResponse: boolean;
}

/** One ProcessingRequest. `unknown`: no case this service knows (a newer Envoy); such a frame is not answered. */
export type Frame = FrameCommon &
  (
    | {
        readonly kind: "headers";
        readonly direction: Direction;
        readonly headers: HeaderList;
        readonly endOfStream: boolean;
      }
    | {
        readonly kind: "body";
        readonly direction: Direction;
        readonly body: Uint8Array;
        readonly endOfStream: boolean;
      }
    | { readonly kind: "trailers"; readonly direction: Direction; readonly trailers: HeaderList }
    | { readonly kind: "unknown" }
  );

export interface FrameCommon {
  /** True: Envoy expects no answer. */
  readonly observabilityMode: boolean;
  readonly protocolConfig?: ProtocolConfig;
  /** Encoded map of attributes; decode with `decodeAttributes` when something reads them. */
  readonly attributes?: readonly Uint8Array[];
  /** Encoded `envoy.config.core.v3.Metadata`; decode with `decodeMetadata` when something reads it. */
  readonly metadata?: Uint8Array;
}

/** `HeaderMutation`: removed first, then set (overwriting). */
export interface HeaderEdits {
  readonly set?: HeaderList;
  readonly remove?: readonly string[];
}

/** `BodyMutation`. `streamed` belongs to FULL_DUPLEX_STREAMED, the others to BUFFERED and STREAMED; never the other way round. */
export type BodyEdit =
  | { readonly kind: "body"; readonly body: Uint8Array }
  | { readonly kind: "clear" }
  | { readonly kind: "streamed"; readonly body: Uint8Array; readonly endOfStream: boolean };

/** `ProcessingMode` in a `mode_override`. An unset body mode is NONE on the wire, so both are always given. */
export interface ModeOverride {
  readonly requestBodyMode: BodyMode;
  readonly responseHeaderMode: HeaderMode;
  readonly responseBodyMode: BodyMode;
  readonly requestTrailerMode?: HeaderMode;
  readonly responseTrailerMode?: HeaderMode;
}

/** What the access log, RBAC and rate limits downstream of this service can read: namespace → struct. */
export type DynamicMetadata = { readonly [namespace: string]: { readonly [key: string]: MetadataValue } };
export type MetadataValue =
  | string
  | number
  | boolean
  | null
  | readonly MetadataValue[]
  | { readonly [key: string]: MetadataValue };

/** One ProcessingResponse. */
export type Reply = ReplyCommon &
  (
    | {
        readonly kind: "headers";
        readonly direction: Direction;
        readonly headers?: HeaderEdits;
        readonly clearRouteCache?: boolean;
      }
    | {
        readonly kind: "body";
        readonly direction: Direction;
        readonly headers?: HeaderEdits;
        readonly edit?: BodyEdit;
      }
    | { readonly kind: "trailers"; readonly direction: Direction; readonly headers?: HeaderEdits }
    | {
        readonly kind: "immediate";
        readonly status: number;
        readonly headers: HeaderEdits;
        readonly body: Uint8Array;
        /** `%RESPONSE_CODE_DETAILS%` of the access log; never payload text. */
        readonly details: string;
      }
    | { readonly kind: "none" }
  );

export interface ReplyCommon {
  readonly dynamicMetadata?: DynamicMetadata;
  /** Only honoured by Envoy in headers replies. */
  readonly modeOverride?: ModeOverride;
  /** With kind `none`: asks Envoy for more time, once per state. Milliseconds. */
  readonly overrideMessageTimeoutMs?: number;
}
