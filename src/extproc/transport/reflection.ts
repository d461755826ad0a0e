/** gRPC server reflection, so that tools (grpcurl, Postman) can call the server without our proto files. */

import { readFileSync } from "node:fs";
import type { Server } from "@grpc/grpc-js";
import { ReflectionService } from "@grpc/reflection";
import { hasMore, readBytes, readerOver, readTag } from "../../protobuf/reader.ts";

/** A FileDescriptorSet of the ext_proc and health services; made by proto/descriptors/regenerate.sh. */
const descriptorSet = new URL(
  "proto/descriptors/services.binpb",
  import.meta.resolve("plugins-adapter/package.json"),
);

/** Adds reflection (v1 and v1alpha) over the ext_proc and health services. */
export function addReflection(server: Server): void {
  // Nothing but the files' descriptors is read of what is a proto-loader package definition by type.
  const definitions = { services: { fileDescriptorProtos: readFiles(readFileSync(descriptorSet)) } };
  new ReflectionService(
    definitions as unknown as ConstructorParameters<typeof ReflectionService>[0],
  ).addToServer(server);
}

/** The encoded FileDescriptorProtos of a FileDescriptorSet, which is `repeated FileDescriptorProto file = 1`. */
function readFiles(set: Uint8Array): Buffer[] {
  const files: Buffer[] = [];
  const reader = readerOver(set);
  while (hasMore(reader)) {
    files.push(readBytes(reader, readTag(reader)));
  }
  return files;
}
