import assert from "node:assert/strict";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import type { Client } from "@grpc/grpc-js";
import { loadSync, type ServiceDefinition } from "@grpc/proto-loader";
import { connectTo, echo, onEachTransport } from "./process-client.ts";

const extProc = "envoy.service.ext_proc.v3.ExternalProcessor";

interface Answer {
  listServicesResponse?: { service: { name: string }[] };
  fileDescriptorResponse?: { fileDescriptorProto: Buffer[] };
}

await onEachTransport(({ start }) => {
  for (const version of ["v1", "v1alpha"]) {
    it(`reflection ${version} names the services and hands out their files`, async (t) => {
      const { address } = await start(t, echo);
      const client = connectTo(t, address);

      const { listServicesResponse } = await ask(client, version, { listServices: "*" });
      assert.deepEqual(listServicesResponse?.service.map(({ name }) => name).sort(), [
        extProc,
        "grpc.health.v1.Health",
      ]);

      for (const symbol of [extProc, "grpc.health.v1.Health", "envoy.config.core.v3.Metadata"]) {
        const { fileDescriptorResponse } = await ask(client, version, { fileContainingSymbol: symbol });
        assert.ok((fileDescriptorResponse?.fileDescriptorProto[0]?.length ?? 0) > 0, symbol);
      }
    });
  }
});

function ask(client: Client, version: string, request: object): Promise<Answer> {
  const entry = import.meta.resolve("@grpc/reflection");
  const proto = fileURLToPath(new URL(`../proto/grpc/reflection/${version}/reflection.proto`, entry));
  const service = loadSync(proto)[`grpc.reflection.${version}.ServerReflection`] as ServiceDefinition;
  const method = service["ServerReflectionInfo"];
  assert.ok(method);
  const call = client.makeBidiStreamRequest<object, object>(
    method.path,
    method.requestSerialize,
    method.responseDeserialize,
  );
  return new Promise((resolve, reject) => {
    call.once("data", resolve);
    call.on("error", reject);
    call.end(request);
  });
}
