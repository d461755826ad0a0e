import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  changedHeaders,
  headerDifference,
  isEditable,
  mergeChanges,
  pluginHeaders,
} from "../../../src/inspection/headers/plugin-headers.ts";

describe("pluginHeaders", () => {
  it("joins what repeats and leaves pseudo headers out", () => {
    assert.deepEqual(pluginHeaders(undefined), {});
    assert.deepEqual(
      pluginHeaders([
        [":method", "POST"],
        ["a", "1"],
        ["b", ""],
        ["a", "2"],
      ]),
      { a: "1, 2", b: "" },
    );
  });
});

describe("headerDifference", () => {
  const before = { a: "1", b: "2", "content-length": "9", te: "trailers" };

  it("is what was set and removed, framing headers apart", () => {
    assert.equal(headerDifference(before, undefined), undefined);
    assert.equal(headerDifference(before, before), undefined);
    assert.equal(headerDifference(before, { ...before }), undefined);
    assert.deepEqual(headerDifference(before, { A: "1", B: "3", C: "4", Host: "evil" }), {
      set: [
        ["b", "3"],
        ["c", "4"],
      ],
      remove: [],
    });
    const twice = { "X-User": "guest", a: "1", b: "2", "x-user": "ann" };
    assert.deepEqual(headerDifference(before, twice)?.set, [["x-user", "ann"]]);
    assert.deepEqual(headerDifference(before, {}), { set: [], remove: ["a", "b"] });
    assert.equal(headerDifference(before, { ...before, te: "x", "content-length": "1" }), undefined);
  });
});

describe("isEditable", () => {
  it("holds for field names and values that can't reframe a message", () => {
    for (const name of ["x", "x-a_b", "authorization"]) assert.ok(isEditable(name, "v"), name);
    for (const name of [
      "",
      ":path",
      "x y",
      "x:",
      "é",
      "X",
      "content-length",
      "content-type",
      "content-encoding",
      "transfer-encoding",
      "connection",
      "keep-alive",
      "proxy-connection",
      "te",
      "trailer",
      "upgrade",
      "host",
      "x\n",
    ]) {
      assert.equal(isEditable(name, "v"), false, name);
    }
    for (const value of ["a\nb", "a\r", "\0"]) assert.equal(isEditable("x", value), false);
  });
});

describe("mergeChanges", () => {
  const names = fc.constantFrom("a", "b", "c", "d");
  const changes = fc.record({
    set: fc.uniqueArray(fc.tuple(names, fc.constantFrom("1", "2", "3")), { selector: ([name]) => name }),
    remove: fc.uniqueArray(names),
  });

  it("does to headers what one change after the other does", () => {
    fc.assert(
      fc.property(fc.dictionary(names, fc.constant("0")), changes, changes, (headers, first, second) => {
        const apart = changedHeaders(changedHeaders(headers, first), second);
        assert.deepEqual(changedHeaders(headers, mergeChanges(first, second)), apart);
      }),
    );
  });

  it("takes what only one of them does", () => {
    const change = { set: [["a", "1"] as const] };
    assert.equal(mergeChanges(undefined, change), change);
    assert.deepEqual(mergeChanges(change, {}), { set: [["a", "1"]], remove: [] });
  });
});
