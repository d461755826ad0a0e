import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decodeAttributes, decodeFrame, decodeMetadata } from "../../../src/extproc/wire/decode.ts";
import type { Frame } from "../../../src/extproc/wire/frames.ts";
import { encodeWith, Metadata } from "./ext-proc-protos.ts";
import { encodeRequest, requestCase, struct } from "./requests.ts";

describe("decodeFrame", () => {
  it("reads what protobufjs writes", () => {
    fc.assert(
      fc.property(requestCase, ({ message, frame, attributes, metadata }) => {
        const decoded = frameOf(encodeRequest(message));
        const { attributes: _, metadata: encodedMetadata, ...rest } = decoded;
        assert.deepEqual(comparable(rest), comparable(frame));
        assert.deepEqual(decodeAttributes(decoded), attributes);
        assert.deepEqual(encodedMetadata && decodeMetadata(encodedMetadata), metadata);
      }),
    );
  });

  it("gives bodies, attributes and metadata as views of the message", () => {
    const message = encodeRequest({
      request_body: { body: Buffer.from("{}") },
      attributes: { "envoy.filters.http.ext_proc": struct({ a: 1 }) },
      metadata_context: { filter_metadata: { ns: struct({ b: 2 }) } },
    });
    const frame = frameOf(message);
    assert.ok(frame.kind === "body");
    for (const view of [frame.body, frame.metadata, frame.attributes?.[0]]) {
      assert.equal(view?.buffer, message.buffer);
    }
  });

  it("reads fields in any order", () => {
    fc.assert(
      fc.property(requestCase, fc.array(fc.nat()), ({ message }, order) => {
        const bytes = encodeRequest(message);
        const shuffled = topLevelFields(bytes)
          .map((field, index) => ({ field, key: order[index] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ field }) => field);
        assert.deepEqual(frameOf(Buffer.concat(shuffled)), frameOf(bytes));
      }),
    );
  });

  it("takes the last of a repeated field, and of the oneof", () => {
    const first = encodeRequest({ request_headers: { end_of_stream: true }, observability_mode: true });
    const second = encodeRequest({ response_body: { body: Buffer.from("last") } });
    const notObserved = Buffer.from([10 << 3, 0]);
    const frame = frameOf(Buffer.concat([first, second, notObserved]));
    assert.deepEqual(comparable(frame), {
      kind: "body",
      direction: "response",
      body: "last",
      endOfStream: false,
      observabilityMode: false,
    });
  });

  it("passes over unknown fields at every level", () => {
    const unknownFields = Buffer.from([
      ...[0xc0, 0x3e, 0x96, 0x01], // 1000: varint
      ...[0xc1, 0x3e, 1, 2, 3, 4, 5, 6, 7, 8], // 1000: fixed64
      ...[0xc2, 0x3e, 2, 0xff, 0xff], // 1000: length-delimited
      ...[0xc5, 0x3e, 1, 2, 3, 4], // 1000: fixed32
    ]);
    const header = delimited(
      1,
      Buffer.concat([unknownFields, delimited(1, "a"), unknownFields, delimited(3, "b")]),
    );
    const headers = delimited(1, Buffer.concat([unknownFields, header]));
    const message = Buffer.concat([
      unknownFields,
      delimited(2, Buffer.concat([headers, unknownFields])),
      unknownFields,
    ]);
    const frame = frameOf(message);
    assert.deepEqual(frame.kind === "headers" && frame.headers, [["a", "b"]]);
  });

  it("reads flow-control frames of a newer Envoy as unknown", () => {
    assert.deepEqual(frameOf(delimited(13, Buffer.from([8, 1]))), {
      kind: "unknown",
      observabilityMode: false,
    });
    assert.deepEqual(frameOf(Buffer.alloc(0)), { kind: "unknown", observabilityMode: false });
  });

  it("prefers a header's raw_value, byte for byte, and falls back to value", () => {
    const message = encodeRequest({
      response_headers: {
        headers: {
          headers: [
            { key: "raw", value: "text", raw_value: Buffer.from([0xff, 0xc3, 0xa4]) },
            { key: "text", value: "ä" },
            { key: "empty" },
            { key: "raw", raw_value: Buffer.from("again") },
          ],
        },
      },
    });
    const frame = frameOf(message);
    assert.deepEqual(frame.kind === "headers" && frame.headers, [
      ["raw", "\xff\xc3\xa4"],
      ["text", "\xc3\xa4"],
      ["empty", ""],
      ["raw", "again"],
    ]);
  });

  const invalid: [name: string, bytes: number[]][] = [
    ["a truncated tag", [0x80]],
    ["a field without its value", [0x50]],
    ["a varint over ten bytes", [0x50, ...Array(10).fill(0x80), 0x00]],
    ["a varint over 64 bits", [0x50, ...Array(9).fill(0xff), 0x02]],
    ["a length beyond the message", [0x12, 0x05, 0x00]],
    ["a length over 32 bits", [0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ["a sub-message's field beyond the sub-message", [0x22, 0x02, 0x0a, 0x05, 1, 2, 3, 4, 5]],
    ["a varint that crosses the sub-message's end", [0x22, 0x02, 0x10, 0x80, 0x01]],
    ["field number 0", [0x00, 0x00]],
    ["a field number over 29 bits", [0x80, 0x80, 0x80, 0x80, 0x10, 0x00]],
    ["the start of a group", [0xa3, 0x01, 0xa4, 0x01]],
    ["the end of a group", [0xa4, 0x01]],
    ["wire type 6", [0xa6, 0x01]],
    ["wire type 7", [0xa7, 0x01]],
    ["a truncated fixed32", [0xa5, 0x01, 1, 2, 3]],
    ["a truncated fixed64", [0xa1, 0x01, 1, 2, 3, 4, 5, 6, 7]],
    ["a body in another wire type", [0x20, 0x01]],
    ["a bool in another wire type", [0x52, 0x00]],
    ["an unknown body mode", [0x5a, 0x02, 0x08, 0x06]],
    ["a negative body mode", [0x5a, 0x0b, 0x08, ...Array(9).fill(0xff), 0x01]],
  ];
  for (const [name, bytes] of invalid) {
    it(`refuses ${name}`, () => {
      assert.equal(decodeFrame(Uint8Array.from(bytes)).ok, false);
    });
  }

  it("refuses floods of tiny headers and attribute entries", () => {
    const emptyHeaders = Buffer.from(Array(10_001).fill([0x0a, 0x00]).flat());
    assert.equal(decodeFrame(delimited(2, delimited(1, emptyHeaders))).ok, false);
    assert.equal(decodeFrame(Buffer.from(Array(101).fill([0x4a, 0x00]).flat())).ok, false);
  });

  it("never throws, on random bytes or on damaged messages", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        readEverything(bytes);
      }),
    );
    fc.assert(
      fc.property(requestCase, fc.nat(), fc.nat(255), ({ message }, at, byte) => {
        const bytes = Uint8Array.from(encodeRequest(message));
        if (bytes.length > 0) {
          bytes[at % bytes.length] = byte;
        }
        readEverything(bytes);
      }),
    );
  });

  it("refuses a message cut anywhere but between two fields", () => {
    fc.assert(
      fc.property(requestCase, ({ message }) => {
        const bytes = encodeRequest(message);
        const borders = new Set([0]);
        let border = 0;
        for (const field of topLevelFields(bytes)) {
          border += field.length;
          borders.add(border);
        }
        for (let length = 0; length < bytes.length; length++) {
          const decoded = readEverything(bytes.subarray(0, length));
          assert.equal(decoded.ok, borders.has(length));
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("decodeAttributes", () => {
  it("puts all entries together, and treats __proto__ as a name", () => {
    const frame = frameOf(
      encodeRequest({
        request_body: {},
        attributes: {
          "envoy.filters.http.ext_proc": struct({ "source.address": "10.0.0.1:1", ["__proto__"]: "data" }),
          other: struct({ "request.id": 7 }),
        },
      }),
    );
    const attributes = decodeAttributes(frame);
    assert.deepEqual(Object.keys(attributes).sort(), ["__proto__", "request.id", "source.address"]);
    assert.equal(Object.getPrototypeOf(attributes), Object.prototype);
  });

  it("leaves out an entry that is not well-formed", () => {
    const frame: Frame = {
      kind: "unknown",
      observabilityMode: false,
      attributes: [Buffer.from([0x12, 0x7f]), encodeEntry("x", { a: true })],
    };
    assert.deepEqual(decodeAttributes(frame), { a: true });
  });

  it("is empty without attributes", () => {
    assert.deepEqual(decodeAttributes({ observabilityMode: false }), {});
  });
});

describe("decodeMetadata", () => {
  it("reads numbers that JSON has not, and values without a kind, as null", () => {
    const encoded = encodeWith(Metadata, {
      filter_metadata: {
        ns: {
          fields: {
            nan: { numberValue: Number.NaN },
            inf: { numberValue: Number.POSITIVE_INFINITY },
            none: {},
          },
        },
      },
    });
    assert.deepEqual(decodeMetadata(encoded), { ns: { nan: null, inf: null, none: null } });
  });

  it("leaves out a namespace that nests too deeply, and keeps the others", () => {
    let encodedDeep = Buffer.alloc(0);
    for (let depth = 0; depth < 1000; depth++) {
      const member = Buffer.concat([delimited(1, "d"), delimited(2, delimited(5, encodedDeep))]);
      encodedDeep = delimited(1, member);
    }
    const deepEntry = delimited(1, Buffer.concat([delimited(1, "deep"), delimited(2, encodedDeep)]));
    const flatEntry = delimited(1, encodeEntry("flat", { a: 1 }));
    assert.deepEqual(decodeMetadata(Buffer.concat([deepEntry, flatEntry])), { flat: { a: 1 } });
  });

  it("passes over typed metadata", () => {
    const encoded = encodeWith(Metadata, {
      filter_metadata: { ns: struct({ a: 1 }) },
      typed_filter_metadata: { other: { type_url: "x", value: Buffer.from("y") } },
    });
    assert.deepEqual(decodeMetadata(encoded), { ns: { a: 1 } });
  });
});

function frameOf(message: Uint8Array): Frame {
  const decoded = decodeFrame(message);
  assert.ok(decoded.ok, decoded.ok ? "" : decoded.problem);
  return decoded.frame;
}

/** Decodes all there is to decode, for tests that only ask whether that is safe. */
function readEverything(message: Uint8Array): ReturnType<typeof decodeFrame> {
  const decoded = decodeFrame(message);
  if (decoded.ok) {
    decodeAttributes(decoded.frame);
    decodeMetadata(decoded.frame.metadata ?? message);
  }
  decodeMetadata(message);
  decodeAttributes({ observabilityMode: false, attributes: [message] });
  return decoded;
}

/** Bodies as text, since a Buffer and a Uint8Array of the same bytes are not deepEqual. */
function comparable(frame: Record<string, unknown> | Frame): Record<string, unknown> {
  const { body, ...rest } = frame as Record<string, unknown>;
  return body === undefined ? rest : { ...rest, body: Buffer.from(body as Uint8Array).toString("latin1") };
}

/** A length-delimited field. */
function delimited(field: number, content: Uint8Array | string): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  return value < 0x80
    ? Buffer.from([value])
    : Buffer.concat([Buffer.from([(value % 0x80) + 0x80]), varint(Math.floor(value / 0x80))]);
}

/** One entry of a map from string to Struct. */
function encodeEntry(key: string, value: Record<string, unknown>): Buffer {
  const [field] = topLevelFields(encodeWith(Metadata, { filter_metadata: { [key]: struct(value) } }));
  assert.ok(field);
  return field.subarray(fieldHeaderLength(field));
}

/** The encoded fields of a message, split; all of a ProcessingRequest's are length-delimited or one-byte varints. */
function topLevelFields(message: Uint8Array): Buffer[] {
  const fields: Buffer[] = [];
  let rest = Buffer.from(message);
  while (rest.length > 0) {
    const isVarint = ((rest[0] as number) & 7) === 0;
    const header = isVarint ? 1 : fieldHeaderLength(rest);
    const length = isVarint ? 1 : lengthOf(rest);
    fields.push(rest.subarray(0, header + length));
    rest = rest.subarray(header + length);
  }
  return fields;
}

function fieldHeaderLength(field: Uint8Array): number {
  let at = 1;
  while ((field[at] as number) >= 0x80) {
    at++;
  }
  return at + 1;
}

function lengthOf(field: Uint8Array): number {
  let length = 0;
  for (let at = fieldHeaderLength(field) - 1; at > 0; at--) {
    length = length * 0x80 + ((field[at] as number) & 0x7f);
  }
  return length;
}
