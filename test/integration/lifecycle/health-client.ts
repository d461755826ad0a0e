/**
 * A client of the standard gRPC health service, as a load balancer or a Kubernetes probe has one.
 *
 *   await health(t, adapter.address)                       // "SERVING"
 *   const watch = watchHealth(t, adapter.address);
 *   watch.seen                                             // ["SERVING", "NOT_SERVING"]
 */
import type { TestContext } from "node:test";
import { type ChannelCredentials, Client, credentials, type ServiceError } from "@grpc/grpc-js";
import { service } from "grpc-health-check";
import type { ListenAddress } from "../../../src/extproc/transport/transport.ts";

type Method = {
  readonly path: string;
  requestSerialize(request: object): Buffer;
  responseDeserialize(bytes: Buffer): { readonly status: string };
};
const { Check, Watch } = service as unknown as Record<"Check" | "Watch", Method>;

/** The server's status, or the gRPC code of the failure to learn it. */
export function health(
  t: TestContext,
  address: ListenAddress,
  channel: ChannelCredentials = credentials.createInsecure(),
): Promise<string | number> {
  const client = connect(t, address, channel);
  return new Promise((resolve) => {
    client.makeUnaryRequest(
      Check.path,
      Check.requestSerialize,
      Check.responseDeserialize,
      { service: "envoy.service.ext_proc.v3.ExternalProcessor" },
      (error: ServiceError | null, answer?: { readonly status: string }) =>
        resolve(error ? error.code : (answer?.status ?? "none")),
    );
  });
}

/** Every status that the server tells a watcher, from now on. */
export function watchHealth(t: TestContext, address: ListenAddress): { readonly seen: readonly string[] } {
  const seen: string[] = [];
  const { path, requestSerialize, responseDeserialize } = Watch;
  const client = connect(t, address, credentials.createInsecure());
  client
    .makeServerStreamRequest(path, requestSerialize, responseDeserialize, { service: "" })
    .on("data", ({ status }: { status: string }) => seen.push(status))
    .on("error", () => {});
  return { seen };
}

function connect(t: TestContext, address: ListenAddress, channel: ChannelCredentials): Client {
  const target = address.kind === "tcp" ? `${address.host}:${address.port}` : `unix:${address.path}`;
  const client = new Client(target, channel, { "grpc.use_local_subchannel_pool": 1 });
  t.after(() => client.close());
  return client;
}
