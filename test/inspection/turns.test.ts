import assert from "node:assert/strict";
import { it } from "node:test";
import { ExchangeEnd } from "../../src/inspection/exchange-end.ts";
import { takingTurns } from "../../src/inspection/turns.ts";
import { asked, fetched, inspect, push, request, requestHead, response, responseHead } from "./inspect.ts";

/** Works until the slice is over. */
function untilOver(turn: () => Promise<void> | undefined): Promise<void> {
  for (;;) {
    const pause = turn();
    if (pause !== undefined) return pause;
  }
}

it("long work gives the event loop its rounds, and starts anew after each", async () => {
  const turn = takingTurns(new ExchangeEnd());
  for (let round = 0; round < 3; round++) {
    let others = false;
    setImmediate(() => {
      others = true;
    });
    await untilOver(turn);
    assert.equal(others, true);
    assert.equal(turn(), undefined);
  }
});

it("ends with its exchange", async () => {
  const end = new ExchangeEnd();
  const pause = untilOver(takingTurns(end));
  end.end();
  await assert.rejects(pause, { name: "AbortError" });
});

/** Whether anything else of the event loop ran before the work was done. */
async function hasNeighbours(work: Promise<unknown>): Promise<boolean> {
  let rounds = 0;
  let done = false;
  const count = (): void => {
    rounds++;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  await work;
  done = true;
  return rounds > 0;
}

/** Answers at once, after some work. */
const busy = () => {
  const end = performance.now() + 1;
  while (performance.now() < end);
  return {};
};

it("neighbours have their turn between events, messages of a batch, and entries of a resource", async () => {
  const answer = '{"jsonrpc":"2.0","id":1,"result":{}}';
  for (const stream of [`data:${answer}\n\n`.repeat(40), `data:[${Array(40).fill(answer).join(",")}]\n\n`]) {
    const { exchange } = await fetched({ tool_post_invoke: busy });
    responseHead(exchange, [
      [":status", "200"],
      ["content-type", "text/event-stream"],
    ]);
    assert.equal(await hasNeighbours(push(exchange, stream)), true);
  }
  const read = '{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"a:b"}}';
  const { exchange } = await asked({ resource_post_fetch: busy }, read);
  responseHead(exchange);
  const contents = Array(40).fill('{"uri":"a:b","text":"x"}').join(",");
  const verdict = response(exchange, `{"jsonrpc":"2.0","id":1,"result":{"contents":[${contents}]}}`);
  assert.equal(await hasNeighbours(verdict), true);
  assert.equal((await verdict).kind, "pass");
});

it("entries that need more than the time of their message deny it", async () => {
  const read = '{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"a:b"}}';
  const { exchange } = await asked({ resource_post_fetch: busy }, read, {
    limits: { message_budget_ms: 20 },
  });
  responseHead(exchange);
  const contents = Array(1000).fill('{"uri":"a:b","text":"x"}').join(",");
  const verdict = await response(exchange, `{"jsonrpc":"2.0","id":1,"result":{"contents":[${contents}]}}`);
  assert.match(Buffer.from(verdict.kind === "replace" ? verdict.body : "").toString(), /PLUGIN_TIMEOUT/);
});

it("requests for input that are left out count as time, too", async () => {
  const refuse = () => {
    busy();
    return { violation: { reason: "r", description: "d", code: "NO", details: {} } };
  };
  const call = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t"}}';
  const limits = { limits: { message_budget_ms: 20 } };
  const { exchange } = await asked({ elicitation_request: refuse }, call, limits);
  responseHead(exchange);
  const entries = Array.from({ length: 1000 }, (_, at) => `"${at}":{"method":"elicitation/create"}`).join(
    ",",
  );
  const asking = `{"requestState":"s","inputRequests":{${entries}}}`;
  const verdict = await response(exchange, `{"jsonrpc":"2.0","id":1,"result":${asking}}`);
  assert.match(Buffer.from(verdict.kind === "replace" ? verdict.body : "").toString(), /PLUGIN_TIMEOUT/);
});

it("parts are as many as a message holds, by hundreds of thousands too", async () => {
  const { exchange, faults } = await inspect({ message: () => {} }, { limits: { message_budget_ms: 20 } });
  requestHead(exchange);
  const entries = Array.from({ length: 200_000 }, (_, at) => `"${at}":{}`).join(",");
  await request(exchange, `{"jsonrpc":"2.0","id":1,"method":"x/y","params":{"inputRequests":{${entries}}}}`);
  assert.deepEqual(faults, []);
});
