import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parse } from "yaml";
import { cpexConfig } from "../../../src/framework/python/config-file.ts";

test("any config is the same to a reader of YAML 1.1, and nothing in it is a template", () => {
  const config = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ stringUnit: "binary" }));
  fc.assert(
    fc.property(config, fc.string({ unit: "binary" }), (value, name) => {
      const settings = JSON.parse(JSON.stringify(value));
      const text = cpexConfig({ name, kind: "a.B", config: settings }, ["tool_pre_invoke"]);
      assert.doesNotMatch(text, /\{[{%#]/);
      assert.match(text, /^[\x20-\x7e]*$/);
      const read = parse(text, { version: "1.1", merge: false, uniqueKeys: false });
      const expected = { plugins: [{ name, kind: "a.B", hooks: ["tool_pre_invoke"], config: settings }] };
      assert.equal(JSON.stringify(read), JSON.stringify(expected));
    }),
  );
});

test("numbers keep their type in YAML 1.1, which wants a point before an exponent", () => {
  const text = cpexConfig({ name: "n", kind: "a.B", config: { values: [1e21, -3e-7, 1.5e300, 2] } }, []);
  assert.match(text, /\[1\.0e\+21,-3\.0e-7,1\.5e\+300,2\]/);
});
