/** Each answer of the catalogue through Envoy and the adapter to a client that records bytes: what arrives, exactly. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { marker } from "./catalogue/case.ts";
import { piecesOf, responseCases } from "./catalogue/responses.ts";
import { startAnswered } from "./parts/answered.ts";
import { askedId, askingFor } from "./parts/asking.ts";
import { sendCase } from "./parts/send.ts";
import { responseVerdictOf } from "./parts/verdict.ts";

test("every answer of the catalogue", async (t) => {
  const { seen, server, envoy } = await startAnswered(t);
  for (const one of responseCases) {
    await t.test(one.name, async () => {
      server.next(one);
      const answer = await sendCase(askingFor(one), envoy.port);
      const sent = Buffer.concat(piecesOf(one, askedId));
      const judged = seen();
      assert.equal(
        responseVerdictOf(answer, sent, judged),
        one.expect,
        `${answer.status} ${answer.body.subarray(0, 300)}`,
      );
      if (one.expect !== "forwarded") assert.ok(!answer.body.includes(marker));
    });
  }
});
