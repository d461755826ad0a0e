/** ProcessingRequests for tests: random ones, and the Frame that each must decode to. */

import fc from "fast-check";
import { bodyModes, type Direction, type Frame } from "../../../src/extproc/wire/frames.ts";
import { encodeWith, ProcessingRequest } from "./ext-proc-protos.ts";

/** A ProcessingRequest as protobufjs takes it, and what decoding it must give; attributes and metadata decoded. */
export interface RequestCase {
  readonly message: Record<string, unknown>;
  readonly frame: Frame;
  readonly attributes: Record<string, unknown>;
  readonly metadata: Record<string, unknown> | undefined;
}

const direction = fc.constantFrom<Direction>("request", "response");
const bytes = fc.uint8Array({ maxLength: 300 });
const headerList = fc.array(fc.tuple(fc.stringMatching(/^:?[a-z0-9-]{1,20}$/), bytes), { maxLength: 12 });

const part = fc.oneof(
  fc.record({
    kind: fc.constant("headers" as const),
    direction,
    headers: headerList,
    endOfStream: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("body" as const), direction, body: bytes, endOfStream: fc.boolean() }),
  fc.record({ kind: fc.constant("trailers" as const), direction, trailers: headerList }),
  fc.constant({ kind: "unknown" as const }),
);

/** JSON data in google.protobuf.Value's range: no -0, which JSON text would lose too. */
export const jsonValue = fc
  .jsonValue({ maxDepth: 4 })
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const jsonObject = fc.dictionary(fc.string({ unit: "grapheme" }), jsonValue, {
  maxKeys: 5,
  noNullPrototype: true,
});

export const requestCase: fc.Arbitrary<RequestCase> = fc
  .record({
    part,
    observabilityMode: fc.boolean(),
    protocolConfig: fc.option(
      fc.record({
        requestBodyMode: fc.constantFrom(...bodyModes),
        responseBodyMode: fc.constantFrom(...bodyModes),
        sendBodyWithoutWaitingForHeaderResponse: fc.boolean(),
      }),
      { nil: undefined },
    ),
    attributes: fc.option(jsonObject, { nil: undefined }),
    metadata: fc.option(
      fc.dictionary(fc.stringMatching(/^[a-z.]{1,12}$/), jsonObject, { maxKeys: 3, noNullPrototype: true }),
      {
        nil: undefined,
      },
    ),
  })
  .map((drawn) => {
    const message: Record<string, unknown> = { observability_mode: drawn.observabilityMode };
    const { part: drawnPart, protocolConfig } = drawn;
    if (drawnPart.kind === "headers") {
      message[`${drawnPart.direction}_headers`] = {
        headers: headerMap(drawnPart.headers),
        end_of_stream: drawnPart.endOfStream,
      };
    } else if (drawnPart.kind === "body") {
      message[`${drawnPart.direction}_body`] = { body: drawnPart.body, end_of_stream: drawnPart.endOfStream };
    } else if (drawnPart.kind === "trailers") {
      message[`${drawnPart.direction}_trailers`] = { trailers: headerMap(drawnPart.trailers) };
    }
    if (protocolConfig !== undefined) {
      message["protocol_config"] = {
        request_body_mode: bodyModes.indexOf(protocolConfig.requestBodyMode),
        response_body_mode: bodyModes.indexOf(protocolConfig.responseBodyMode),
        send_body_without_waiting_for_header_response: protocolConfig.sendBodyWithoutWaitingForHeaderResponse,
      };
    }
    if (drawn.attributes !== undefined) {
      message["attributes"] = { "envoy.filters.http.ext_proc": struct(drawn.attributes) };
    }
    if (drawn.metadata !== undefined) {
      message["metadata_context"] = {
        filter_metadata: Object.fromEntries(
          Object.entries(drawn.metadata).map(([namespace, value]) => [namespace, struct(value)]),
        ),
      };
    }
    const frame = {
      ...(drawnPart.kind === "headers" ? { ...drawnPart, headers: drawnPart.headers.map(latin1) } : {}),
      ...(drawnPart.kind === "trailers" ? { ...drawnPart, trailers: drawnPart.trailers.map(latin1) } : {}),
      ...(drawnPart.kind === "body" || drawnPart.kind === "unknown" ? drawnPart : {}),
      observabilityMode: drawn.observabilityMode,
      ...(protocolConfig === undefined ? {} : { protocolConfig: { ...protocolConfig } }),
    } as Frame;
    return { message, frame, attributes: drawn.attributes ?? {}, metadata: drawn.metadata };
  });

/** The message on the wire. */
export function encodeRequest(message: Record<string, unknown>): Uint8Array {
  return encodeWith(ProcessingRequest, message);
}

/** JSON data as google.protobuf.Struct, in protobufjs's names. */
export function struct(object: Record<string, unknown>): { fields: Record<string, unknown> } {
  return {
    fields: Object.fromEntries(Object.entries(object).map(([key, entry]) => [key, protobufValue(entry)])),
  };
}

function protobufValue(value: unknown): Record<string, unknown> {
  switch (typeof value) {
    case "string":
      return { stringValue: value };
    case "number":
      return { numberValue: value };
    case "boolean":
      return { boolValue: value };
    default:
      if (value === null) {
        return { nullValue: 0 };
      }
      return Array.isArray(value)
        ? { listValue: { values: value.map(protobufValue) } }
        : { structValue: struct(value as Record<string, unknown>) };
  }
}

function headerMap(headers: readonly (readonly [string, Uint8Array])[]): Record<string, unknown> {
  return { headers: headers.map(([key, raw]) => ({ key, raw_value: raw })) };
}

function latin1([name, value]: readonly [string, Uint8Array]): readonly [string, string] {
  return [name, Buffer.from(value).toString("latin1")];
}
