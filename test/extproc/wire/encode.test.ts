import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { encodeReply } from "../../../src/extproc/wire/encode.ts";
import {
  bodyModes,
  type Direction,
  type DynamicMetadata,
  type HeaderEdits,
  headerModes,
  type ModeOverride,
  type Reply,
} from "../../../src/extproc/wire/frames.ts";
import { decodeWith, ProcessingResponse } from "./ext-proc-protos.ts";
import { jsonValue } from "./requests.ts";

const direction = fc.constantFrom<Direction>("request", "response");
const bytes = fc.uint8Array({ maxLength: 400 });
const latin1 = bytes.map((value) => Buffer.from(value).toString("latin1"));
const headerName = fc.stringMatching(/^:?[a-z0-9-]{1,20}$/);
const edits: fc.Arbitrary<HeaderEdits> = fc.record(
  {
    set: fc.array(fc.tuple(headerName, fc.oneof(latin1, fc.string({ unit: "grapheme" })))),
    remove: fc.array(headerName),
  },
  { requiredKeys: [] },
);
const bodyMode = fc.constantFrom(...bodyModes);
const headerMode = fc.constantFrom(...headerModes);
const modeOverride: fc.Arbitrary<ModeOverride> = fc.record(
  {
    requestBodyMode: bodyMode,
    responseHeaderMode: headerMode,
    responseBodyMode: bodyMode,
    requestTrailerMode: headerMode,
    responseTrailerMode: headerMode,
  },
  { requiredKeys: ["requestBodyMode", "responseHeaderMode", "responseBodyMode"] },
);
const dynamicMetadata = fc.dictionary(
  fc.string(),
  fc.dictionary(fc.string({ unit: "grapheme" }), jsonValue),
) as fc.Arbitrary<DynamicMetadata>;
const bodyEdit = fc.oneof(
  fc.record({ kind: fc.constant("body" as const), body: bytes }),
  fc.constant({ kind: "clear" as const }),
  fc.record({ kind: fc.constant("streamed" as const), body: bytes, endOfStream: fc.boolean() }),
);
const common = {
  dynamicMetadata,
  modeOverride,
  overrideMessageTimeoutMs: fc.integer({ min: 1, max: 10_000_000 }),
};
const reply: fc.Arbitrary<Reply> = fc.oneof(
  fc.record(
    {
      kind: fc.constant("headers" as const),
      direction,
      headers: edits,
      clearRouteCache: fc.boolean(),
      ...common,
    },
    { requiredKeys: ["kind", "direction"] },
  ),
  fc.record(
    { kind: fc.constant("body" as const), direction, headers: edits, edit: bodyEdit, ...common },
    { requiredKeys: ["kind", "direction"] },
  ),
  fc.record(
    { kind: fc.constant("trailers" as const), direction, headers: edits, ...common },
    { requiredKeys: ["kind", "direction"] },
  ),
  fc.record(
    {
      kind: fc.constant("immediate" as const),
      status: fc.constantFrom(200, 202, 400, 403, 413, 500),
      headers: edits,
      body: bytes,
      details: fc.string(),
      ...common,
    },
    { requiredKeys: ["kind", "status", "headers", "body", "details"] },
  ),
  fc.record({ kind: fc.constant("none" as const), ...common }, { requiredKeys: ["kind"] }),
);

describe("encodeReply", () => {
  it("writes what protobufjs reads as the same reply", () => {
    fc.assert(fc.property(reply, (drawn) => assert.deepEqual(decoded(drawn), expected(drawn))));
  });

  it("has ready-made answers for replies that change nothing", () => {
    for (const kind of ["headers", "body", "trailers"] as const) {
      for (const side of ["request", "response"] as const) {
        const empty: Reply = { kind, direction: side };
        assert.deepEqual(decoded(empty), { [`${side}_${kind}`]: {} });
        assert.equal(encodeReply(empty), encodeReply({ ...empty }));
      }
    }
    assert.deepEqual(decoded({ kind: "headers", direction: "request", clearRouteCache: false }), {
      request_headers: {},
    });
  });

  it("keeps apart an empty body, a cleared one and none", () => {
    const side = { kind: "body", direction: "response" } as const;
    const mutation = (edit: Reply & { kind: "body" }) => decoded(edit)["response_body"];
    const empty = Buffer.alloc(0);
    assert.deepEqual(mutation({ ...side }), {});
    assert.deepEqual(mutation({ ...side, edit: { kind: "body", body: empty } }), {
      response: { body_mutation: { body: empty } },
    });
    assert.deepEqual(mutation({ ...side, edit: { kind: "clear" } }), {
      response: { body_mutation: { clear_body: true } },
    });
    assert.deepEqual(mutation({ ...side, edit: { kind: "streamed", body: empty, endOfStream: false } }), {
      response: { body_mutation: { streamed_response: {} } },
    });
  });

  it("states an override of nothing but zeros", () => {
    const modes: ModeOverride = {
      requestBodyMode: "NONE",
      responseHeaderMode: "DEFAULT",
      responseBodyMode: "NONE",
    };
    assert.deepEqual(decoded({ kind: "headers", direction: "request", modeOverride: modes }), {
      request_headers: {},
      mode_override: {},
    });
  });

  const timeouts: [milliseconds: number, duration: Record<string, number>][] = [
    [1, { nanos: 1_000_000 }],
    [999, { nanos: 999_000_000 }],
    [1000, { seconds: 1 }],
    [61_234, { seconds: 61, nanos: 234_000_000 }],
    [0, { nanos: 1_000_000 }],
    [0.2, { nanos: 1_000_000 }],
    [-5, { nanos: 1_000_000 }],
    [Number.NaN, { nanos: 1_000_000 }],
  ];
  for (const [milliseconds, duration] of timeouts) {
    it(`asks for ${milliseconds} ms as ${JSON.stringify(duration)}`, () => {
      const timeout = decoded({ kind: "none", overrideMessageTimeoutMs: milliseconds });
      assert.deepEqual(timeout, { override_message_timeout: duration });
    });
  }

  it("writes header values as latin1 where that holds them, else as UTF-8, and the case as given", () => {
    const set = [
      ["X-Case", "\xff\x80"],
      ["text", "日本\xe4"],
    ] as const;
    const mutation = decoded({ kind: "trailers", direction: "request", headers: { set } });
    assert.deepEqual(mutation, {
      request_trailers: {
        header_mutation: {
          set_headers: [
            {
              header: { key: "X-Case", raw_value: Buffer.from([0xff, 0x80]) },
              append_action: "OVERWRITE_IF_EXISTS_OR_ADD",
            },
            {
              header: { key: "text", raw_value: Buffer.from("日本ä") },
              append_action: "OVERWRITE_IF_EXISTS_OR_ADD",
            },
          ],
        },
      },
    });
  });

  it("writes what metadata cannot hold as null", () => {
    const cyclic: Record<string, never> = {};
    Object.assign(cyclic, { self: cyclic });
    const metadata = decoded({
      kind: "none",
      dynamicMetadata: { ns: { nan: Number.NaN, inf: -Infinity, cyclic } },
    });
    const text = JSON.stringify(metadata);
    assert.match(text, /"nan":\{"nullValue"/);
    assert.match(text, /"inf":\{"nullValue"/);
    assert.match(text, /"self":\{"nullValue"/);
  });

  it("copies a large body once, next to little else", () => {
    const body = Buffer.alloc(1_000_000, "x");
    const encoded = encodeReply({ kind: "body", direction: "request", edit: { kind: "body", body } });
    assert.ok(encoded.length - body.length < 20);
    assert.ok(encoded.buffer.byteLength - body.length < 200, "memory behind the reply");
  });
});

function decoded(value: Reply): Record<string, unknown> {
  return decodeWith(ProcessingResponse, encodeReply(value));
}

/** The reply in the proto files' names, unset fields left out, as `decodeWith` gives it. */
function expected(value: Reply): Record<string, unknown> {
  return {
    ...expectedPart(value),
    ...(value.dynamicMetadata ? { dynamic_metadata: expectedStruct(value.dynamicMetadata) } : {}),
    ...(value.modeOverride ? { mode_override: expectedModes(value.modeOverride) } : {}),
    ...(value.overrideMessageTimeoutMs === undefined
      ? {}
      : {
          override_message_timeout: withoutZeros({
            seconds: Math.floor(value.overrideMessageTimeoutMs / 1000),
            nanos: (value.overrideMessageTimeoutMs % 1000) * 1_000_000,
          }),
        }),
  };
}

function expectedPart(value: Reply): Record<string, unknown> {
  switch (value.kind) {
    case "headers":
    case "body": {
      const response = {
        ...(value.headers ? { header_mutation: expectedEdits(value.headers) } : {}),
        ...(value.kind === "body" && value.edit ? { body_mutation: expectedBody(value.edit) } : {}),
        ...(value.kind === "headers" && value.clearRouteCache ? { clear_route_cache: true } : {}),
      };
      return { [`${value.direction}_${value.kind}`]: Object.keys(response).length > 0 ? { response } : {} };
    }
    case "trailers":
      return {
        [`${value.direction}_trailers`]: value.headers
          ? { header_mutation: expectedEdits(value.headers) }
          : {},
      };
    case "immediate":
      return {
        immediate_response: {
          status: {
            code: {
              200: "OK",
              202: "Accepted",
              400: "BadRequest",
              403: "Forbidden",
              413: "PayloadTooLarge",
              500: "InternalServerError",
            }[value.status],
          },
          headers: expectedEdits(value.headers),
          ...(value.body.length > 0 ? { body: Buffer.from(value.body) } : {}),
          ...(value.details === "" ? {} : { details: value.details }),
        },
      };
    case "none":
      return {};
  }
}

function expectedEdits({ set = [], remove = [] }: HeaderEdits): Record<string, unknown> {
  return {
    ...(set.length > 0
      ? {
          set_headers: set.map(([key, value]) => ({
            header: { key, raw_value: Buffer.from(value, /^[\0-\xff]*$/.test(value) ? "latin1" : "utf8") },
            append_action: "OVERWRITE_IF_EXISTS_OR_ADD",
          })),
        }
      : {}),
    ...(remove.length > 0 ? { remove_headers: [...remove] } : {}),
  };
}

function expectedBody(edit: NonNullable<(Reply & { kind: "body" })["edit"]>): Record<string, unknown> {
  switch (edit.kind) {
    case "body":
      return { body: Buffer.from(edit.body) };
    case "clear":
      return { clear_body: true };
    case "streamed":
      return {
        streamed_response: {
          ...(edit.body.length > 0 ? { body: Buffer.from(edit.body) } : {}),
          ...(edit.endOfStream ? { end_of_stream: true } : {}),
        },
      };
  }
}

function expectedModes(modes: ModeOverride): Record<string, unknown> {
  const named = {
    response_header_mode: modes.responseHeaderMode,
    request_body_mode: modes.requestBodyMode,
    response_body_mode: modes.responseBodyMode,
    request_trailer_mode: modes.requestTrailerMode,
    response_trailer_mode: modes.responseTrailerMode,
  };
  return Object.fromEntries(
    Object.entries(named).filter(([, mode]) => mode && mode !== "NONE" && mode !== "DEFAULT"),
  );
}

function expectedStruct(object: Record<string, unknown>): Record<string, unknown> {
  const fields = Object.entries(object).map(([key, value]) => [key, expectedValue(value)]);
  return fields.length > 0 ? { fields: Object.fromEntries(fields) } : {};
}

function expectedValue(value: unknown): Record<string, unknown> {
  switch (typeof value) {
    case "string":
      return { stringValue: value };
    case "number":
      return { numberValue: value };
    case "boolean":
      return { boolValue: value };
    default:
      if (value === null) {
        return { nullValue: "NULL_VALUE" };
      }
      if (Array.isArray(value)) {
        return { listValue: value.length > 0 ? { values: value.map(expectedValue) } : {} };
      }
      return { structValue: expectedStruct(value as Record<string, unknown>) };
  }
}

function withoutZeros(duration: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(duration).filter(([, value]) => value > 0));
}
