/** gRPC server reflection, so that tools (grpcurl, Postman) can call the server without our proto files. */

import { readFileSync } from "node:fs";
import type { ServiceDefinition, UntypedHandleCall } from "@grpc/grpc-js";
import { hasMore, readBytes, readerOver, readTag } from "../../protobuf/reader.ts";
import { grpcStatus } from "./grpc-status.ts";
import type { ProcessStream, StreamAcceptor } from "./transport.ts";

/** A FileDescriptorSet of the ext_proc and health services; made by proto/descriptors/regenerate.sh. */
const descriptorSet = new URL(
  "proto/descriptors/services.binpb",
  import.meta.resolve("plugins-adapter/package.json"),
);

const versions = ["v1", "v1alpha"] as const;
const method = "ServerReflectionInfo";

/**
 * The methods of reflection (v1 and v1alpha) over the ext_proc and health services, by their paths. The library behind it
 * is loaded at the first call: it brings a protobuf runtime along, 40 ms and 7 MB of every start, and most servers are
 * never asked.
 */
export function createReflection(): ReadonlyMap<string, StreamAcceptor> {
  let loaded: Promise<ReadonlyMap<string, Answerer>> | undefined;
  const accept = (path: string): StreamAcceptor => {
    return (stream) => {
      let conversation: Conversation | undefined;
      // What comes before the library waits in the stream.
      stream.pause();
      loaded ??= loadAnswerers();
      loaded.then(
        (answerers) => {
          conversation = answerers.get(path)?.(stream);
          stream.resume();
        },
        () => stream.endError(grpcStatus.internal, "reflection is not available"),
      );
      return {
        onMessage: (bytes) => conversation?.onMessage(Buffer.from(bytes)),
        onHalfClose: () => conversation?.onEnd(),
        onClosed: () => {},
        onDrain: () => stream.resume(),
      };
    };
  };
  const paths = versions.map((version) => `/grpc.reflection.${version}.ServerReflection/${method}`);
  return new Map(paths.map((path) => [path, accept(path)]));
}

interface Conversation {
  onMessage(bytes: Buffer): void;
  onEnd(): void;
}

/** Answers the messages of one stream. */
type Answerer = (stream: ProcessStream) => Conversation;

/** The library's services, by the paths of their methods. */
async function loadAnswerers(): Promise<ReadonlyMap<string, Answerer>> {
  const { ReflectionService } = await import("@grpc/reflection");
  const answerers = new Map<string, Answerer>();
  const server = {
    addService(definition: ServiceDefinition, handlers: Readonly<Record<string, UntypedHandleCall>>) {
      const described = definition[method];
      const handler = handlers[method];
      if (!described || !handler) return;
      answerers.set(described.path, (stream) => {
        const listeners: Partial<Record<"data" | "end", (message?: object) => void>> = {};
        const call = {
          on: (event: "data" | "end", listener: (message?: object) => void) => {
            listeners[event] = listener;
          },
          write: (message: object) => {
            if (!stream.send(described.responseSerialize(message))) stream.pause();
          },
          end: () => stream.endOk(),
        };
        (handler as unknown as (decoded: typeof call) => void)(call);
        return {
          onMessage: (bytes) => {
            const message = decodedBy(described.requestDeserialize, bytes);
            if (message) listeners.data?.(message);
            else stream.endError(grpcStatus.internal, "a message cannot be read");
          },
          onEnd: () => listeners.end?.(),
        };
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

/** The encoded FileDescriptorProtos of a FileDescriptorSet, which is `repeated FileDescriptorProto file = 1`. */
function readFiles(set: Uint8Array): Buffer[] {
  const files: Buffer[] = [];
  const reader = readerOver(set);
  while (hasMore(reader)) {
    files.push(readBytes(reader, readTag(reader)));
  }
  return files;
}
