/**
 * The messages of `grpc.health.v1.Health` (grpc/health/v1/health.proto). Written here and not read from its .proto: the
 * loader for that takes a tenth of the time that `serve` needs to start.
 */

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

/** `HealthCheckRequest`. Throws for bytes that are no message. */
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
