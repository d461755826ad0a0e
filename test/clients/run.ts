/**
 * The client matrix: README.md says what it is.
 *
 *   node -C plugins-adapter-source test/clients/run.ts [--only TEXT] [--timeout-ms N] [--write]
 *
 * Prints every cell that is not as expected, and ends with the line `N passed, N failed`. `--write` makes what happened
 * the expectation, and leaves that of cells that did not run: differences.json and outcomes.md, to be read before they
 * are committed.
 */
import { parseArgs } from "node:util";
import { type Row, runMatrix } from "./matrix.ts";
import { nameOf } from "./places.ts";
import { writeOutcomes } from "./write.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    "timeout-ms": { type: "string", default: "20000" },
    write: { type: "boolean", default: false },
  },
});

const rows: Row[] = [];
await runMatrix({
  wanted: (cell) => nameOf(cell).includes(values.only),
  onRow(row) {
    rows.push(row);
    if (row.summary === row.expected) return;
    console.log(`✖ ${nameOf(row)}`);
    console.log(`    expected: ${row.expected}\n    happened: ${row.summary}`);
    console.log(`    ${JSON.stringify(row.outcome)}\n    then: ${JSON.stringify(row.after)}`);
  },
  callMs: Number(values["timeout-ms"]),
});

if (values.write) writeOutcomes(rows);
const passed = rows.filter((row) => row.summary === row.expected).length;
console.log(`${passed} passed, ${rows.length - passed} failed`);
if (passed < rows.length || rows.length === 0) process.exitCode = 1;
