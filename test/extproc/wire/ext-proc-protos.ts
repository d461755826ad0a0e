/** The proto files as protobufjs reads them: the independent codec that ours is held against. */

import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";

const protoDirectory = fileURLToPath(new URL("../../../proto/", import.meta.url));

/** Every type of the ext_proc service, field names as in the proto files. */
export const root = loadRoot();
export const ProcessingRequest = root.lookupType("envoy.service.ext_proc.v3.ProcessingRequest");
export const ProcessingResponse = root.lookupType("envoy.service.ext_proc.v3.ProcessingResponse");
export const Metadata = root.lookupType("envoy.config.core.v3.Metadata");

/** Encodes a plain object as a message; the object's names are checked, so that a misspelt field fails the test. */
export function encodeWith(type: protobuf.Type, message: Record<string, unknown>): Uint8Array {
  const problem = type.verify(message);
  if (problem !== null) {
    throw new Error(`${type.name}: ${problem}`);
  }
  return type.encode(type.fromObject(message)).finish();
}

/** Decodes a message to a plain object: enums by name, bytes as Buffers, unset fields left out. */
export function decodeWith(type: protobuf.Type, message: Uint8Array): Record<string, unknown> {
  return type.toObject(type.decode(message), { enums: String, longs: Number, bytes: Buffer as never });
}

function loadRoot(): protobuf.Root {
  const loaded = new protobuf.Root();
  const resolve = loaded.resolvePath.bind(loaded);
  loaded.resolvePath = (origin, target) =>
    target.startsWith("envoy/") ? protoDirectory + target : resolve(origin, target);
  loaded.loadSync("envoy/service/ext_proc/v3/external_processor.proto", { keepCase: true });
  loaded.resolveAll();
  return loaded;
}
