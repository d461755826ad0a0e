import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  createFrameReader,
  encodeFrame,
  type Frame,
  maxLogBytes,
} from "../../../src/framework/isolation/frames.ts";

const limit = 100_000;

test("what was written is read, however it is cut", () => {
  const frame = fc.record({ kind: fc.constantFrom("message", "log"), value: fc.jsonValue() });
  fc.assert(
    fc.property(
      fc.array(frame, { maxLength: 5 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
      (frames, cuts) => {
        const written = frames.map(
          ({ kind, value }) => encodeFrame(kind, JSON.stringify(value), limit) as Buffer,
        );
        const bytes = Buffer.concat(written);
        const reader = createFrameReader(limit);
        const read: Frame[] = [];
        for (let at = 0; at < bytes.length; ) {
          const end = at + (cuts.next().value ?? 1);
          const reading = reader.push(bytes.subarray(at, end));
          assert.ok(reading.ok);
          read.push(...reading.frames);
          at = end;
        }
        assert.deepEqual(JSON.stringify(read), JSON.stringify(frames));
      },
    ),
  );
});

test("a key with escapes is read as written after one that ends in a backslash", () => {
  const read = (value: object): unknown => {
    const reading = createFrameReader(limit).push(
      encodeFrame("message", JSON.stringify(value), limit) as Buffer,
    );
    assert.ok(reading.ok);
    return reading.frames[0]?.value;
  };
  // V8's JSON.parse remembers the first: nodejs/node issue 63785
  for (let times = 0; times < 3; times++) JSON.parse('{"k":1,"a\\\\":1}');
  assert.deepEqual(read({ k: 1, 'a"': 2 }), { k: 1, 'a"': 2 });
});

test("any bytes are frames or refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const reading = createFrameReader(limit).push(Buffer.from(bytes));
      assert.equal(typeof reading.ok, "boolean");
    }),
  );
});

for (const { name, bytes, message } of [
  { name: "an unknown kind", bytes: [3, 0, 0, 0, 0], message: "a frame of an unknown kind" },
  { name: "a message above the limit", bytes: [1, 0, 1, 0x86, 0xa1], message: "a frame that is too long" },
  { name: "a log line above its limit", bytes: [2, 0, 0, 0x40, 1], message: "a frame that is too long" },
  { name: "no JSON", bytes: [1, 0, 0, 0, 1, 0x2d], message: "a frame that is not JSON" },
]) {
  test(`${name} is refused as soon as it is seen`, () => {
    assert.deepEqual(createFrameReader(limit).push(Buffer.from(bytes)), { ok: false, message });
  });
}

test("what is longer than the limit is not written; bytes count, not characters", () => {
  assert.equal(encodeFrame("log", '"aa"', 4)?.length, 9);
  assert.equal(encodeFrame("log", '"aa"', 3), undefined);
  assert.equal(encodeFrame("message", '"äa"', 4), undefined);
  assert.ok(maxLogBytes < limit);
});
