import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type ChainHead, chainLine, hashing, noHash } from "../../src/audit/chain.ts";
import { changeEvent, decisionEvent } from "../../src/audit/events.ts";
import { decision, verifyTexts } from "./audits.ts";

const key = "a key of sixteen";

/** Lines of an audit, each with its line end. */
function chain(length: number, withKey?: string, id = "c1"): string[] {
  const hashes = hashing(withKey === undefined ? undefined : Buffer.from(withKey));
  let head: ChainHead = { id, sequence: 0, hash: noHash };
  return Array.from({ length }, (_, index) => {
    const record =
      index === 0
        ? changeEvent({ kind: "opened", continues: false }, 0, true)
        : decisionEvent(
            decision({ exchange: `e${index}`, name: `tool "é" ${index}`, method: "tools/call" }),
            String,
          );
    const next = chainLine(record, head, hashes);
    head = next.head;
    return next.line;
  });
}

const kindsOf = async (...given: Parameters<typeof verifyTexts>) =>
  (await verifyTexts(...given)).problems.map(({ file, line, kind }) => `${file}:${line} ${kind}`);

test("a chain verifies, in one file or several, in any order, with and without a key", async () => {
  for (const each of [undefined, key]) {
    const lines = chain(9, each);
    const report = await verifyTexts([lines.join("")], each);
    assert.deepEqual([report.records, report.first, report.head?.sequence, report.problems], [9, 1, 9, []]);
    assert.deepEqual(await kindsOf([lines.slice(5).join(""), lines.slice(0, 5).join("")], each), []);
  }
});

test("what is wrong is named, with its place", async () => {
  const lines = chain(5);
  const other = chain(5, undefined, "c2");
  const all = lines.join("");
  const edit = (index: number, from: string, to: string) =>
    lines.with(index, String(lines[index]).replace(from, to)).join("");
  const table: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ["changed", [edit(2, "e2", "e9")], ["0:3 hash"]],
    [
      "its hash changed too: the next one does not follow",
      [edit(2, '"hash":"', '"hash":"0').replace(/("hash":"0[0-9a-f]{63})[0-9a-f]"/, '$1"')],
      ["0:3 hash", "0:4 link"],
    ],
    ["removed", [lines.toSpliced(2, 1).join("")], ["0:3 sequence"]],
    ["twice", [lines.toSpliced(2, 0, String(lines[2])).join("")], ["0:4 sequence"]],
    [
      "swapped",
      [lines.with(1, String(lines[2])).with(2, String(lines[1])).join("")],
      ["0:2 sequence", "0:3 sequence", "0:4 sequence"],
    ],
    ["the start removed", [lines.slice(2).join("")], ["0:1 start"]],
    ["of another chain", [lines.with(3, String(other[3])).join("")], ["0:4 chain", "0:5 chain"]],
    ["no record", [lines.toSpliced(2, 0, "{}\n").join("")], ["0:3 form"]],
    ["an empty line", [`${all}\n`], ["0:6 form"]],
    ["the line end missing", [all.slice(0, -1)], ["0:5 torn"]],
    ["nothing", [""], ["0:0 empty"]],
    ["a file missing in between", [lines.slice(0, 2).join(""), lines.slice(3).join("")], ["1:1 sequence"]],
    ["another line end", [all.replaceAll("\n", "\r\n")], [1, 2, 3, 4, 5].map((line) => `0:${line} form`)],
  ];
  for (const [name, files, problems] of table) assert.deepEqual(await kindsOf(files), problems, name);
});

test("a chain made anew without the key, or with none, is found", async () => {
  for (const forged of [chain(3), chain(3, "another key 0000")])
    assert.notDeepEqual(await kindsOf([forged.join("")], key), []);
  assert.deepEqual(await kindsOf([chain(2, key).join("")]), ["0:1 key", "0:2 key"]);
});

test("an end that was cut off shows where its head was remembered", async () => {
  const lines = chain(5);
  const hash = /"hash":"([0-9a-f]+)"\}\}\}\n$/.exec(String(lines[4]))?.[1];
  const cut = [lines.slice(0, 3).join("")];
  assert.deepEqual(await kindsOf(cut), []);
  for (const anchor of [
    { sequence: 5, hash },
    { sequence: 5, hash: undefined },
  ]) {
    assert.deepEqual(await kindsOf(cut, undefined, anchor), ["0:0 head"]);
    assert.deepEqual(await kindsOf([lines.join("")], undefined, anchor), []);
  }
  assert.deepEqual(await kindsOf([chain(5, undefined, "c2").join("")], undefined, { sequence: 5, hash }), [
    "0:0 head",
  ]);
});

test("any byte changed, removed or added, any line moved, removed or repeated, is found", async () => {
  for (const each of [undefined, key]) {
    const lines = chain(6, each);
    const bytes = Buffer.from(lines.join(""));
    const at = fc.nat({ max: bytes.length - 1 });
    const byte = fc.nat({ max: 255 });
    const line = fc.nat({ max: lines.length - 1 });
    const joined = (changed: readonly string[]) => Buffer.from(changed.join(""));
    const damage = fc.oneof(
      fc.tuple(at, byte).map(([place, value]) => {
        const copy = Buffer.from(bytes);
        copy[place] = value;
        return copy;
      }),
      fc
        .tuple(at, fc.integer({ min: 1, max: 40 }))
        .map(([place, count]) => Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + count)])),
      fc
        .tuple(at, fc.uint8Array({ minLength: 1, maxLength: 40 }))
        .map(([place, more]) => Buffer.concat([bytes.subarray(0, place), more, bytes.subarray(place)])),
      // The end alone may be missing: an anchor is there for that.
      fc.nat({ max: lines.length - 2 }).map((index) => joined(lines.toSpliced(index, 1))),
      fc.tuple(line, line).map(([from, to]) => joined(lines.toSpliced(to, 0, String(lines[from])))),
      fc.tuple(line, line).map(([a, b]) => joined(lines.with(a, String(lines[b])).with(b, String(lines[a])))),
    );
    await fc.assert(
      fc.asyncProperty(damage, async (damaged) => {
        const { problems } = await verifyTexts([damaged], each, { sequence: 6, hash: undefined });
        assert.equal(problems.length === 0, damaged.equals(bytes));
      }),
      { numRuns: 1500 },
    );
  }
});

test("what is no audit at all is read in bounded pieces", async () => {
  const report = await verifyTexts(["x".repeat(5_000_000), Buffer.from([0xff, 0x0a, 0x00, 0x0a])]);
  assert.deepEqual([report.records, report.problems.map(({ kind }) => kind)], [0, ["torn", "form", "form"]]);
  assert.equal((await verifyTexts(["\n".repeat(5000)])).problems.length, 100);
});
