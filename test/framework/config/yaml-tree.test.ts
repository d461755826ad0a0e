import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toValue } from "../../../src/framework/config/located.ts";
import { readYaml } from "../../../src/framework/config/yaml-tree.ts";

function dataOf(text: string): unknown {
  const { root, problems } = readYaml("f.yaml", text, {});
  assert.deepEqual(problems, []);
  assert.ok(root !== undefined);
  return toValue(root);
}

function foundIn(text: string): string[] {
  return readYaml("f.yaml", text, {}).problems.map(({ line, found }) => `${line} ${found}`);
}

test("reads anchors, aliases and merge keys", () => {
  assert.deepEqual(dataOf("a: &x [1, 2]\nb: *x\nc: {d: *x}\n"), { a: [1, 2], b: [1, 2], c: { d: [1, 2] } });
  assert.deepEqual(dataOf("a: &x {k: 1, l: 2}\nb: {<<: *x, l: 3}\n"), {
    a: { k: 1, l: 2 },
    b: { l: 3, k: 1 },
  });
  assert.deepEqual(dataOf("a: &x {k: 1}\nb: &y {k: 2, l: 2}\nc: {<<: [*x, *y], m: 3}\n"), {
    a: { k: 1 },
    b: { k: 2, l: 2 },
    c: { m: 3, k: 1, l: 2 },
  });
  assert.deepEqual(dataOf("a: &x 1\nb: &x 2\nc: *x\n"), { a: 1, b: 2, c: 2 });
  assert.deepEqual(dataOf('"<<": 1\n'), { "<<": 1 });
});

test("refuses aliases without an anchor, of what is around them, and merges of no mapping", () => {
  assert.deepEqual(foundIn("a: *x\n"), ["1 the alias *x"]);
  assert.deepEqual(foundIn("a: &x [*x]\n"), ["1 the alias *x"]);
  assert.deepEqual(foundIn("a: &x {b: {<<: *x}}\n"), ["1 the alias *x"]);
  assert.deepEqual(foundIn("a: &x 1\nb: {<<: *x}\n"), ["1 a scalar"]);
});

test("a billion laughs are refused before they are built", () => {
  const lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"];
  for (let level = 1; level < 10; level++) {
    lines.push(
      `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(", ")}]`,
    );
  }
  assert.match(foundIn(lines.join("\n"))[0] ?? "", /aliases that stand for too many values|too many aliases/);
  const merges = ["m0: &m0 {k: 1}"];
  for (let level = 1; level < 30; level++) {
    merges.push(`m${level}: &m${level} {a: *m${level - 1}, b: *m${level - 1}}`);
  }
  assert.match(foundIn(merges.join("\n"))[0] ?? "", /aliases that stand for too many values/);
});

test("bounds aliases, values and depth", () => {
  assert.equal(foundIn(`a: &a 1\nb: [${Array(100).fill("*a").join(", ")}]\n`).length, 0);
  assert.deepEqual(foundIn(`a: &a 1\nb: [${Array(101).fill("*a").join(", ")}]\n`), ["2 too many aliases"]);
  assert.match(foundIn(`[${Array(100_001).fill("1").join(",")}]`)[0] ?? "", /too many values/);
  assert.deepEqual(foundIn(`${"[".repeat(60)}1${"]".repeat(60)}`), []);
  assert.match(foundIn(`${"[".repeat(70)}1${"]".repeat(70)}`)[0] ?? "", /too deep/);
  assert.match(foundIn("[".repeat(200_000)).at(0) ?? "", /too deep|bad YAML/);
  assert.match(foundIn("a: ".repeat(100_000)).at(0) ?? "", /too deep|bad YAML/);
});

test("keys are texts, as written", () => {
  assert.deepEqual(dataOf("1: a\n0x10: b\ntrue: c\nno: d\n1.50: e\n~: f\n"), {
    1: "a",
    "0x10": "b",
    true: "c",
    no: "d",
    "1.50": "e",
    "~": "f",
  });
  assert.deepEqual(foundIn("constructor: 1\nhasOwnProperty: 2\n"), []);
  assert.deepEqual(foundIn("__proto__: {a: 1}\n"), ['1 the key "__proto__"']);
});

test("knows lines and columns, in flow and block, after wide characters", () => {
  const { root } = readYaml("f.yaml", "# x\na: {b: [1,\n  😀, c]}\r\nd: 2\n", {});
  assert.ok(root?.kind === "mapping");
  const a = root.members.get("a");
  assert.deepEqual(a?.keyAt, { file: "f.yaml", line: 2, column: 1 });
  assert.ok(a?.node.kind === "mapping");
  const b = a.node.members.get("b")?.node;
  assert.ok(b?.kind === "sequence");
  assert.deepEqual(
    b.items.map(({ at }) => [at.line, at.column]),
    [
      [2, 9],
      [3, 3],
      [3, 7],
    ],
  );
  assert.equal(root.members.get("d")?.keyAt.line, 4);
});

test("any text gives a tree or problems, never an exception", () => {
  const piece = fc.constantFrom(
    ..."a,: ,- ,-,?,? ,[,],{,},&x,*x,<<: *x,!t,!!str ,|,>-,\n,\n  ,\n    ,#,',\",%YAML 1.1\n,---,...,{{ env.A }},${A},\t".split(
      ",",
    ),
    ",",
  );
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(text, (source) => {
      const { root, problems } = readYaml("f.yaml", source, { A: "v" });
      assert.ok(root !== undefined || problems.length > 0);
      for (const { line, column } of problems) assert.ok(line >= 1 && column >= 1);
    }),
    { numRuns: 1500 },
  );
});

test("a syntax error does not quote the file", () => {
  for (const text of [
    "token: 'hush\n",
    "a: [hush}\n",
    "a: b\n  hush: c: d\n",
    "]hush\n",
    "@hush",
    "- a\nhush\n",
  ]) {
    const found = foundIn(text).join();
    assert.notEqual(found, "");
    assert.ok(!found.includes("hush"), found);
  }
});
