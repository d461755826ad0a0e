/**
 * Holds what ContextForge's plugin documentation says of performance against this adapter, on this machine.
 *
 *   node test/bench/claims.ts [--quick] [--json] [--only hooks]
 */
import { parseArgs } from "node:util";
import { type ClaimName, type Finding, holds, type Size, shown, statements } from "./claims/claim.ts";
import { externalCalls } from "./claims/external.ts";
import { hookCalls } from "./claims/hooks.ts";
import { memory } from "./claims/memory.ts";
import { throughput } from "./claims/throughput.ts";
import { textTable } from "./text-table.ts";

const measurements = {
  hooks: async (size) => [await hookCalls(size)],
  external: externalCalls,
  memory,
  throughput: async (size) => [await throughput(size)],
} satisfies Record<string, (size: Size) => Promise<readonly Finding[]>>;

const flag = { type: "boolean", default: false } as const;
const { values } = parseArgs({ options: { quick: flag, json: flag, only: { type: "string", default: "" } } });
const size: Size = values.quick ? "quick" : "full";

const findings: Finding[] = [];
for (const [name, measure] of Object.entries(measurements)) {
  if (name.includes(values.only)) findings.push(...(await measure(size)));
}
print(findings);

function print(found: readonly Finding[]): void {
  if (values.json) {
    const rows = found.map((each) => ({ statement: statements[each.claim], ...each, holds: holds(each) }));
    return console.log(JSON.stringify({ size, claims: rows }, null, 2));
  }
  const sentence = (claim: ClaimName) => statements[claim];
  const rows = found.map((each) => [
    sentence(each.claim),
    `${shown(each.value)} ${each.unit}`,
    holds(each) ? "holds" : "does not hold",
    each.of,
  ]);
  console.log(textTable(["claim", "here", "", "what was measured"], rows, 4));
  for (const { details } of found)
    console.log(`\n${textTable(details.head, details.rows, textColumns(details))}`);
}

/** The columns before the first number. */
function textColumns({ rows }: Finding["details"]): number {
  const first = rows[0] ?? [];
  return first.filter((cell) => Number.isNaN(Number(cell))).length;
}
