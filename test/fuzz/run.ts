/**
 * A long run: `make fuzz SECONDS=600 SEED=…`. Prints its seed, every find with its bytes, and what was run; ends with
 * status 1 if there was a find. `CASE=<seed of a case>` runs that case alone.
 */
import { randomInt } from "node:crypto";
import { startAdapter } from "./adapter.ts";
import { type FuzzFind, fuzz, judgeOne } from "./fuzz.ts";
import { caseOf, type FuzzCase } from "./generate/case.ts";
import { oracleNames, startOracle } from "./oracles.ts";

const seed = Number(process.env.SEED || randomInt(2 ** 32));
const seconds = Number(process.env.SECONDS || 60);
const oracles = oracleNames.map(startOracle);
try {
  if (process.env.CASE) await showCase(Number(process.env.CASE));
  else await run();
} finally {
  for (const oracle of oracles) await oracle.close();
}

async function run(): Promise<void> {
  console.log(`SEED=${seed} SECONDS=${seconds}`);
  const end = Date.now() + seconds * 1000;
  const cases = Number(process.env.CASES || Number.MAX_SAFE_INTEGER);
  const {
    cases: ran,
    forwarded,
    readings,
    finds,
  } = await fuzz(seed, oracles, {
    cases,
    until: () => Date.now() >= end,
  });
  for (const find of finds) show(find);
  const read = [...readings].map(([name, count]) => `${name} ${count}`).join(", ");
  console.log(`${ran} cases, ${forwarded} forwarded; messages read: ${read}; ${finds.length} finds`);
  process.exitCode = finds.length > 0 ? 1 : 0;
}

async function showCase(own: number): Promise<void> {
  const one = caseOf(own);
  showBytes(one);
  const adapter = await startAdapter();
  const outcome = await adapter.drive(one);
  console.log("outcome", {
    ...outcome,
    forwarded: outcome.forwarded?.toString(),
    denial: outcome.denial?.toString(),
  });
  if (outcome.forwarded !== undefined)
    for (const oracle of oracles)
      console.log(oracle.name, JSON.stringify(await oracle.read(one, outcome.forwarded, outcome.pieces)));
  console.log("finds", await judgeOne(adapter, oracles, one));
}

function show({ property, oracle, detail, seed: own, smallest }: FuzzFind): void {
  console.log(`\nCASE=${own} ${property}${oracle === undefined ? "" : ` (${oracle})`}\n  ${detail}`);
  showBytes(smallest);
}

function showBytes({ bytes, ...around }: FuzzCase): void {
  console.log(`  ${JSON.stringify(around)}\n  ${JSON.stringify(bytes.toString("latin1"))}`);
}
