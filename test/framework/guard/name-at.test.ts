import assert from "node:assert/strict";
import { test } from "node:test";
import { nameAt } from "../../../src/framework/guard/name-at.ts";

test("a text's name is its member's, in an array the array's", () => {
  assert.equal(nameAt(["a", "b"]), "b");
  assert.equal(nameAt(["a", "b", 0]), "b");
  assert.equal(nameAt(["a", 0, 1]), undefined);
  assert.equal(nameAt([]), undefined);
});
