/** Each answer of the catalogue through Envoy and the adapter to a client that records bytes: what arrives, exactly. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { call, echo, marker, type RequestCase } from "./catalogue/case.ts";
import { piecesOf, responseCases } from "./catalogue/responses.ts";
import { startAnswered } from "./parts/answered.ts";
import { bytesOf, sendBytes } from "./parts/send.ts";
import { responseVerdictOf } from "./parts/verdict.ts";

/** A client opens a stream of its own. */
const opening: RequestCase = {
  name: "opening",
  method: "GET",
  body: "",
  headers: [
    ["accept", "text/event-stream"],
    ["content-type", ""],
  ],
  expect: "forwarded",
};

const calling: RequestCase = { name: "calling", body: call(echo, "7"), expect: "forwarded" };

test("every answer of the catalogue", async (t) => {
  const { seen, server, envoy } = await startAnswered(t);
  for (const one of responseCases) {
    await t.test(one.name, async () => {
      server.next(one);
      const request = one.leg === "get stream" ? opening : calling;
      const answer = await sendBytes(envoy.port, bytesOf(request, envoy.port));
      const sent = Buffer.concat(piecesOf(one, "7"));
      const judged = seen();
      assert.equal(
        responseVerdictOf(answer, sent),
        one.expect,
        `${answer.status} ${answer.body.subarray(0, 300)}`,
      );
      if (one.expect !== "forwarded") assert.ok(!answer.body.includes(marker));
      if (one.expect === "denied") assert.ok(judged.some(({ denied }) => denied));
    });
  }
});
