/** gRPC server reflection, so that tools (grpcurl, Postman) can call the server without our proto files. */

import { fileURLToPath } from "node:url";
import type { Server } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { ReflectionService } from "@grpc/reflection";
import { protoPath as healthProto } from "grpc-health-check";

/** Adds reflection (v1 and v1alpha) over the ext_proc and health services. */
export function addReflection(server: Server): void {
  const protoDirectory = fileURLToPath(
    new URL("proto/", import.meta.resolve("plugins-adapter/package.json")),
  );
  const definitions = loadSync(["envoy/service/ext_proc/v3/external_processor.proto", healthProto], {
    includeDirs: [protoDirectory],
    keepCase: true,
  });
  new ReflectionService(definitions).addToServer(server);
}
