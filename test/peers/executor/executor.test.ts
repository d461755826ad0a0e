import assert from "node:assert/strict";
import { test } from "node:test";
import { cpexReleases } from "../peers.ts";
import { unexplained } from "./compare.ts";
import { runCpex } from "./cpex.ts";
import { type DifferenceId, differences } from "./differences.ts";
import { runHere } from "./here.ts";
import { table } from "./table.ts";

for (const release of cpexReleases) {
  test(`cpex ${release} and the executor decide alike, but for the listed differences`, async (t) => {
    const there = await runCpex(t, release, table);
    for (const [index, one] of table.entries()) {
      await t.test(one.name, async () => {
        for (const speed of ["at once", "later"] as const) {
          assert.deepEqual(unexplained(one, there[index] ?? [], await runHere(one, speed)), []);
        }
      });
    }
  });
}

test("every listed difference is shown by a case, names of cases are unique", () => {
  const shown = new Set(table.flatMap(({ differs = [] }) => differs.map(({ id }) => id)));
  const ids = Object.keys(differences) as DifferenceId[];
  assert.deepEqual(
    ids.filter((id) => !shown.has(id)),
    [],
  );
  assert.equal(new Set(table.map(({ name }) => name)).size, table.length);
});
