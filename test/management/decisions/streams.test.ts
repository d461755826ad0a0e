import assert from "node:assert/strict";
import { test } from "node:test";
import { createDecisionHistory } from "../../../src/management/decisions/history.ts";
import { readQuery } from "../../../src/management/decisions/query.ts";
import { createDecisionStreams, type StreamRequest } from "../../../src/management/decisions/streams.ts";
import type { StreamSink } from "../../../src/management/reply.ts";
import { told } from "./told.ts";

function streaming(kept = 5) {
  const history = createDecisionHistory(() => ({ kept, violations: false }));
  const counts: number[] = [];
  let dropped = 0;
  const streams = createDecisionStreams(history, {
    open: (count) => counts.push(count),
    dropped: () => dropped++,
  });
  const add = (name: string) => history.decided(...told({ name }));

  /** A client that takes so many writes before it is full. */
  function client(wish: Partial<StreamRequest> = {}, query = "", room = Number.POSITIVE_INFINITY) {
    let text = "";
    let left = room;
    let drained = () => {};
    let ended = false;
    const sink: StreamSink = {
      write(piece) {
        text += piece;
        return --left > 0;
      },
      onDrain(callback) {
        drained = callback;
      },
      end() {
        ended = true;
      },
    };
    const read = readQuery(new URLSearchParams(query));
    assert.ok(typeof read === "object");
    const stop = streams.open({ query: read, lastId: undefined, heartbeatSeconds: 3600, ...wish }, sink);
    return {
      stop,
      names: () => [...text.matchAll(/"name":"(\w+)"/g)].map(([, name]) => name),
      text: () => text,
      ended: () => ended,
      drain(more: number) {
        left = more;
        drained();
      },
    };
  }
  return { history, streams, counts, add, client, dropped: () => dropped };
}

test("a client gets what comes, not what was; after its end nothing", () => {
  const { add, client, counts, streams } = streaming();
  add("before");
  const one = client();
  add("a");
  add("b");
  assert.deepEqual(one.names(), ["a", "b"]);
  assert.match(one.text(), /^: decisions\n\nid: [0-9a-f]{8}-2\nevent: decision\ndata: \{[^\n]*\}\n\nid: /);
  one.stop();
  one.stop();
  add("c");
  assert.deepEqual(one.names(), ["a", "b"]);
  assert.deepEqual([counts, streams.count], [[1, 0], 0]);
});

test("Last-Event-ID: what follows it comes first", () => {
  const { add, client, history } = streaming();
  for (const name of ["a", "b", "c"]) add(name);
  const one = client({ lastId: history.at(1)?.id });
  add("d");
  assert.deepEqual(one.names(), ["b", "c", "d"]);
  const all = client({ lastId: history.at(4)?.id });
  assert.deepEqual(all.names(), []);
  const foreign = client({ lastId: "0a0a0a0a-1" });
  assert.deepEqual(foreign.names(), ["a", "b", "c", "d"]);
  const future = client({ lastId: `${history.at(1)?.id}000` });
  add("e");
  assert.deepEqual(future.names(), ["e"]);
  for (const each of [one, all, foreign, future]) each.stop();
});

test("Last-Event-ID: what is no longer kept is told as missed", () => {
  const { add, client, history } = streaming(2);
  add("a");
  const lastId = history.at(1)?.id;
  for (const name of ["b", "c", "d", "e"]) add(name);
  const one = client({ lastId });
  assert.match(one.text(), /event: missed\ndata: \{"missed":2\}\n\n/);
  assert.deepEqual(one.names(), ["d", "e"]);
  one.stop();
});

test("since and filters narrow a stream", () => {
  const { add, client } = streaming();
  add("a");
  add("b");
  const one = client({}, "since=2020-01-01T00:00:00Z&name=b");
  add("a");
  add("b");
  assert.deepEqual(one.names(), ["b", "b"]);
  one.stop();
});

test("a full client waits and then gets the rest; one that falls behind what is kept is cut off and counted", () => {
  const { add, client, dropped, counts } = streaming(3);
  const patient = client({}, "", 2);
  const slow = client({}, "", 2);
  for (const name of ["a", "b", "c", "d"]) add(name);
  assert.deepEqual([patient.names(), slow.names()], [["a"], ["a"]]);
  patient.drain(100);
  assert.deepEqual(patient.names(), ["a", "b", "c", "d"]);
  add("e");
  assert.deepEqual([slow.ended(), patient.ended(), dropped()], [true, false, 1]);
  slow.drain(100);
  assert.deepEqual(slow.names(), ["a"]);
  assert.equal(patient.names().at(-1), "e");
  assert.deepEqual(counts, [1, 2, 1]);
  patient.stop();
});

test("signs of life come while nothing happens, and none to a full client", async () => {
  const { client } = streaming();
  const one = client({ heartbeatSeconds: 0.005 });
  const full = client({ heartbeatSeconds: 0.005 }, "", 1);
  while (one.text().split(":\n\n").length < 4) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.equal(full.text(), ": decisions\n\n");
  one.stop();
  full.stop();
});
