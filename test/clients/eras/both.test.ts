/** Both eras at one URL, at once, through one Envoy and one adapter: each request is of the era that it says. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { word } from "../typescript/serve.ts";
import { connectLegacy } from "./legacy-client.ts";
import { newLegacyServer } from "./legacy-server.ts";
import { connectModern } from "./modern-client.ts";
import { newModernServer, text } from "./modern-server.ts";
import { startEraRig, variants } from "./rig.ts";

for (const variant of variants) {
  test(`both eras at once, ${variant}`, async (t) => {
    const legacy = newLegacyServer();
    const modern = newModernServer();
    t.after(() => legacy.close());
    const rig = await startEraRig(t, {
      variant,
      serve: (request, response) =>
        (request.headers["mcp-protocol-version"] === "2026-07-28" ? modern : legacy).serve(request, response),
    });
    const [old, young, badOld, badYoung] = await Promise.all([
      connectLegacy(t, rig.url),
      connectModern(t, rig.url),
      connectLegacy(t, rig.url, { user: word }),
      connectModern(t, rig.url, { user: word }),
    ]);
    assert.equal(young.client.getNegotiatedProtocolVersion(), "2026-07-28");
    assert.equal(old.transport.protocolVersion, "2025-11-25");
    rig.forget();
    const rounds = 5;
    for (let round = 0; round < rounds; round++) {
      const [form, onGet, asked, denied, refused] = await Promise.all([
        old.call("form"),
        old.call("form_on_get"),
        young.client.callTool({ name: "ask", arguments: {} }),
        badYoung.client
          .callTool({ name: "ask", arguments: {} })
          .catch((error: { code: unknown }) => error.code),
        badOld.call("form"),
      ]);
      assert.match(form, /answered.*Ada/);
      assert.match(onGet, /answered.*Ada/);
      assert.deepEqual(asked.content, text("model,roots,user").content);
      assert.equal(denied, 40300);
      assert.match(refused, /^refused 40300/);
    }
    // Three questions of the older era and two of the newer, in each round; the poems are the newer's alone.
    assert.equal(rig.seen("elicitation_request").length, rounds * 5);
    assert.equal(rig.seen("sampling_request").length, rounds * 2);
  });
}
