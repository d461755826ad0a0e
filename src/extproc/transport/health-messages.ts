/** The messages of `grpc.health.v1.Health` (grpc/health/v1/health.proto), as a service that grpc-js can add. */

import type { ServiceDefinition } from "@grpc/grpc-js";
import { hasMore, readerOver, readTag, readText, skip } from "../../protobuf/reader.ts";
import {
  prependBytes,
  prependMessageHeader,
  prependText,
  size,
  writerFor,
  written,
} from "../../protobuf/writer.ts";

export interface HealthRequest {
  readonly service: string;
}
export type HealthStatus = "SERVING" | "NOT_SERVING" | "SERVICE_UNKNOWN";
export interface HealthResponse {
  readonly status: HealthStatus;
}
export interface HealthList {
  readonly statuses: Readonly<Record<string, HealthResponse>>;
}

// Written here and not read from its .proto: the loader for that takes a tenth of the time that `serve` needs to start.
const unary = { requestStream: false, responseStream: false };
/** The server decodes requests and encodes responses; the other directions are for clients. */
const notHere = (): never => {
  throw new Error("a server does not do that");
};

/** The service's methods, by their paths. */
export const healthService = {
  Check: {
    ...unary,
    path: "/grpc.health.v1.Health/Check",
    originalName: "check",
    requestSerialize: notHere,
    requestDeserialize: decodeRequest,
    responseSerialize: encodeResponse,
    responseDeserialize: notHere,
  },
  Watch: {
    requestStream: false,
    responseStream: true,
    path: "/grpc.health.v1.Health/Watch",
    originalName: "watch",
    requestSerialize: notHere,
    requestDeserialize: decodeRequest,
    responseSerialize: encodeResponse,
    responseDeserialize: notHere,
  },
  List: {
    ...unary,
    path: "/grpc.health.v1.Health/List",
    originalName: "list",
    requestSerialize: notHere,
    requestDeserialize: () => ({}),
    responseSerialize: encodeList,
    responseDeserialize: notHere,
  },
} satisfies ServiceDefinition;

/** `HealthCheckRequest`. Throws for bytes that are no message, which ends the call with INTERNAL. */
export function decodeRequest(bytes: Uint8Array): HealthRequest {
  const reader = readerOver(bytes);
  let service = "";
  while (hasMore(reader)) {
    const tag = readTag(reader);
    if (tag === 10) service = readText(reader, tag, "utf8");
    else skip(reader, tag);
  }
  if (reader.problem !== undefined) throw new Error(reader.problem);
  return { service };
}

/** `HealthCheckResponse`. */
export function encodeResponse({ status }: HealthResponse): Buffer {
  return Buffer.of(8, servingStatus[status]);
}

/** `HealthListResponse`, a map from names to responses. */
export function encodeList({ statuses }: HealthList): Buffer {
  const writer = writerFor(128);
  for (const [name, response] of Object.entries(statuses).toReversed()) {
    const before = size(writer);
    prependBytes(writer, 2, encodeResponse(response));
    prependText(writer, 1, name, "utf8");
    prependMessageHeader(writer, 1, before);
  }
  return written(writer);
}

/** `HealthCheckResponse.ServingStatus`. */
const servingStatus: Readonly<Record<HealthStatus, number>> = {
  SERVING: 1,
  NOT_SERVING: 2,
  SERVICE_UNKNOWN: 3,
};
