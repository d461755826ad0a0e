/** The processing modes that are tested, and what each can do: expectations of the cases are told from it. */
import type { EnvoyOptions } from "../../../src/envoy-config/options.ts";

export type ModePair = {
  readonly name: string;
  readonly envoy: Partial<EnvoyOptions>;
  /** The server speaks HTTP/2. */
  readonly upstreamHttp2?: boolean;
  /** False: a body stays out of the adapter's sight, so that every exchange is refused. */
  readonly readable: boolean;
  /** `buffered`: content-length is set right; `streamed`: the head is forwarded first; `duplex`: the head is held. */
  readonly request: "buffered" | "streamed" | "duplex";
  /** `streamed`: the head of a JSON response is gone when its body is judged. */
  readonly response: "buffered" | "streamed" | "duplex";
  /** `live`: event by event; `whole`: all at the stream's end. */
  readonly events: "live" | "whole";
  /** Whether Envoy sends trailers to the adapter, per direction; both ways they reach the other side. */
  readonly trailers: { readonly request: boolean; readonly response: boolean };
};

/** Trailers of HTTP/1.1 pass: Envoy drops them otherwise, and the tests are to see them. */
const http1Trailers = true;

const duplexBoth = {
  request_body_mode: "FULL_DUPLEX_STREAMED",
  request_trailer_mode: "SEND",
  response_body_mode: "FULL_DUPLEX_STREAMED",
  response_trailer_mode: "SEND",
} as const;

const streamedBoth = {
  request_body_mode: "STREAMED",
  request_trailer_mode: "SEND",
  response_body_mode: "STREAMED",
  response_trailer_mode: "SEND",
} as const;

const bufferedBoth = { response_body_mode: "BUFFERED", response_trailer_mode: "SKIP" } as const;

const asShipped: ModePair = {
  name: "static, as shipped",
  envoy: { http1Trailers },
  readable: true,
  request: "buffered",
  response: "duplex",
  events: "live",
  trailers: { request: false, response: true },
};

const withOverrides: ModePair = {
  name: "override, as shipped",
  envoy: { http1Trailers, variant: "override" },
  readable: true,
  request: "buffered",
  response: "buffered",
  events: "live",
  trailers: { request: false, response: false },
};

export const modePairs: readonly ModePair[] = [
  asShipped,
  { ...asShipped, name: "static, HTTP/2 server", upstreamHttp2: true },
  withOverrides,
  { ...withOverrides, name: "override, HTTP/2 server", upstreamHttp2: true },
  {
    ...withOverrides,
    name: "override, but Envoy does not allow any",
    envoy: { http1Trailers, variant: "override", allowModeOverride: false },
    events: "whole",
  },
  {
    ...withOverrides,
    name: "BUFFERED both, trailers sent, no overrides",
    envoy: {
      http1Trailers,
      processingMode: { ...bufferedBoth, request_trailer_mode: "SEND", response_trailer_mode: "SEND" },
    },
    events: "whole",
    trailers: { request: true, response: true },
  },
  {
    ...asShipped,
    name: "STREAMED both",
    envoy: { http1Trailers, processingMode: streamedBoth },
    request: "streamed",
    response: "streamed",
    trailers: { request: true, response: true },
  },
  {
    ...asShipped,
    name: "FULL_DUPLEX_STREAMED both",
    envoy: { http1Trailers, processingMode: duplexBoth },
    request: "duplex",
    trailers: { request: true, response: true },
  },
  {
    ...asShipped,
    name: "FULL_DUPLEX_STREAMED request, BUFFERED response",
    envoy: { http1Trailers, processingMode: { ...duplexBoth, ...bufferedBoth } },
    request: "duplex",
    response: "buffered",
    events: "whole",
    trailers: { request: true, response: false },
  },
  {
    ...asShipped,
    name: "NONE both",
    envoy: {
      http1Trailers,
      processingMode: { ...bufferedBoth, request_body_mode: "NONE", response_body_mode: "NONE" },
    },
    readable: false,
  },
  {
    ...asShipped,
    name: "BUFFERED_PARTIAL both",
    envoy: {
      http1Trailers,
      processingMode: {
        ...bufferedBoth,
        request_body_mode: "BUFFERED_PARTIAL",
        response_body_mode: "BUFFERED_PARTIAL",
      },
    },
    readable: false,
  },
];
