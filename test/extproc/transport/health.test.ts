import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Client, type ServiceError, status } from "@grpc/grpc-js";
import { service } from "grpc-health-check";
import { connectTo, echo, onEachTransport } from "./process-client.ts";

const methods = service as unknown as Record<"Check" | "Watch" | "List", Method>;
interface Method {
  path: string;
  requestSerialize(request: object): Buffer;
  responseDeserialize(bytes: Buffer): Response;
}
interface Response {
  status?: string;
  statuses?: Record<string, { status: string }>;
}

const extProc = "envoy.service.ext_proc.v3.ExternalProcessor";

await onEachTransport(({ start }) => {
  describe("health service", () => {
    for (const name of ["", extProc]) {
      it(`reports on ${name || "the whole server"} as told`, async (t) => {
        const { address, transport } = await start(t, echo);
        const client = connectTo(t, address);
        assert.equal((await check(client, name)).status, "NOT_SERVING");
        transport.setServing(true);
        assert.equal((await check(client, name)).status, "SERVING");
        transport.setServing(false);
        assert.equal((await check(client, name)).status, "NOT_SERVING");
      });
    }

    it("does not know other services", async (t) => {
      const { address } = await start(t, echo);
      await assert.rejects(check(connectTo(t, address), "other"), { code: status.NOT_FOUND });
    });

    it("lists all", async (t) => {
      const { address, transport } = await start(t, echo);
      transport.setServing(true);
      const { statuses } = await unary(connectTo(t, address), methods.List, {});
      assert.deepEqual(statuses, { "": { status: "SERVING" }, [extProc]: { status: "SERVING" } });
    });

    it("tells watchers of each change", async (t) => {
      const { address, transport } = await start(t, echo);
      const { path, requestSerialize, responseDeserialize } = methods.Watch;
      const call = connectTo(t, address).makeServerStreamRequest(
        path,
        requestSerialize,
        responseDeserialize,
        {
          service: extProc,
        },
      );
      call.on("error", () => {});
      const seen: (string | undefined)[] = [];
      const changes = [true, true, false];
      await new Promise<void>((resolve) => {
        call.on("data", (response: Response) => {
          seen.push(response.status);
          const next = changes.shift();
          if (next === undefined) {
            resolve();
          } else {
            transport.setServing(next);
            if (changes.length > 0 && next === changes[0]) {
              transport.setServing(changes.shift() as boolean);
            }
          }
        });
      });
      assert.deepEqual(seen, ["NOT_SERVING", "SERVING", "NOT_SERVING"]);
      call.cancel();
    });
  });
});

function check(client: Client, name: string): Promise<Response> {
  return unary(client, methods.Check, { service: name });
}

function unary(client: Client, method: Method, request: object): Promise<Response> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      (error: ServiceError | null, response?: Response) =>
        error === null && response !== undefined ? resolve(response) : reject(error),
    );
  });
}
