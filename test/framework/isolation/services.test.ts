import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { servicesSchema } from "../../../src/framework/config/services-schema.ts";
import { contextOf } from "../manager-of.ts";
import { withIsolated } from "./isolated.ts";

test("an isolated plugin has its cache and HTTP client in its process; other plugins it cannot call", async (t) => {
  const server = createServer((_, response) => response.writeHead(204).end()).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  for (const [permitted, code] of [
    [true, 204],
    [false, "refused"],
  ] as const) {
    const http = { allow_private_addresses: permitted, timeout_ms: 60_000 };
    const entry = { services: servicesSchema.parse({ http }) };
    const use: Parameters<typeof withIsolated>[2] = async (manager) => {
      const call = (args: Record<string, string>) =>
        manager.invokeHook("tool_pre_invoke", { name: "t", args }, contextOf());
      assert.deepEqual((await call({})).metadata, { calls: 1 });
      assert.deepEqual((await call({ url })).metadata, { calls: 2, code });
      const refused = await call({ call: "other" });
      assert.equal(refused.violation?.code, "PLUGIN_ERROR");
      assert.equal(refused.violation?.details["error"], "ServiceError");
    };
    await withIsolated("./remembering.mjs", {}, use, { entry });
  }
});
