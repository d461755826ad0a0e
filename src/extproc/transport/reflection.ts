/** gRPC server reflection, so that tools (grpcurl, Postman) can call the server without our proto files. */

import { readFileSync } from "node:fs";
import type { Server, ServerDuplexStream, ServiceDefinition, UntypedHandleCall } from "@grpc/grpc-js";
import { hasMore, readBytes, readerOver, readTag } from "../../protobuf/reader.ts";

/** A FileDescriptorSet of the ext_proc and health services; made by proto/descriptors/regenerate.sh. */
const descriptorSet = new URL(
  "proto/descriptors/services.binpb",
  import.meta.resolve("plugins-adapter/package.json"),
);

const versions = ["v1", "v1alpha"] as const;
const method = "ServerReflectionInfo";
const internal = 13;

/**
 * Adds reflection (v1 and v1alpha) over the ext_proc and health services. The library behind it is loaded at the first
 * call: it brings a protobuf runtime along, 40 ms and 7 MB of every start, and most servers are never asked.
 */
export function addReflection(server: Server): void {
  let loaded: Promise<ReadonlyMap<string, Answerer>> | undefined;
  for (const version of versions) {
    const service = `grpc.reflection.${version}.ServerReflection`;
    const path = `/${service}/${method}`;
    const handle = (call: ServerDuplexStream<Buffer, Buffer>) => {
      // What comes before the library waits in the stream.
      loaded ??= loadAnswerers();
      loaded.then(
        (answerers) => answerers.get(path)?.(call),
        () => call.emit("error", { code: internal, details: "reflection is not available" }),
      );
    };
    server.register(path, handle, itself, itself, "bidi");
  }
}

/** Answers the messages of one call, which are bytes. */
type Answerer = (call: ServerDuplexStream<Buffer, Buffer>) => void;

/** The library's services, by the paths of their methods. */
async function loadAnswerers(): Promise<ReadonlyMap<string, Answerer>> {
  const { ReflectionService } = await import("@grpc/reflection");
  const answerers = new Map<string, Answerer>();
  const server = {
    addService(definition: ServiceDefinition, handlers: Readonly<Record<string, UntypedHandleCall>>) {
      const described = definition[method];
      const handler = handlers[method];
      if (!described || !handler) return;
      answerers.set(described.path, (call) => {
        const decoded = {
          on: (event: "data" | "end", listener: (message?: object) => void) =>
            call.on(event, (bytes?: Buffer) => {
              if (bytes === undefined) return listener();
              const message = decodedBy(described.requestDeserialize, bytes);
              if (message) listener(message);
              else call.emit("error", { code: internal, details: "a message cannot be read" });
            }),
          write: (message: object) => call.write(described.responseSerialize(message)),
          end: () => call.end(),
        };
        (handler as unknown as (call: typeof decoded) => void)(decoded);
      });
    },
  };
  // Nothing but the files' descriptors is read of what is a proto-loader package definition by type.
  const definitions = { services: { fileDescriptorProtos: readFiles(readFileSync(descriptorSet)) } };
  new ReflectionService(
    definitions as unknown as ConstructorParameters<typeof ReflectionService>[0],
  ).addToServer(server as unknown as Parameters<ReflectionServer["addToServer"]>[0]);
  return answerers;
}

type ReflectionServer = InstanceType<typeof import("@grpc/reflection").ReflectionService>;

function decodedBy(decode: (bytes: Buffer) => object, bytes: Buffer): object | undefined {
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}

/** Streams of this service are bytes for grpc-js. */
function itself(bytes: Buffer): Buffer {
  return bytes;
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
