/**
 * What a start costs and what an idle adapter holds: milliseconds from spawn to the "serving" line and to ready
 * (`/readyz` and gRPC health), resident memory (VmRSS) and the process's own share of it (Pss) after two idle seconds,
 * with 0 to 50 plugins; and what loading each part takes. Runs are interleaved; medians.
 *
 *   node test/bench/start.ts [--runs 5] [--only part] [--json] [--source]
 *
 * Linux. The files are in the page cache after the first run, which counts for nothing: what is measured is the program.
 */
import { parseArgs } from "node:util";
import { fromBuild, fromSource } from "../integration/parts/adapter.ts";
import { startConfigurations } from "./start/configurations.ts";
import { importCosts } from "./start/imports.ts";
import { type StartFigures, startOnce } from "./start/once.ts";
import { textTable } from "./text-table.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    only: { type: "string", default: "" },
    json: { type: "boolean", default: false },
    source: { type: "boolean", default: false },
  },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1 || runs > 100) throw new Error("--runs takes a number from 1 to 100");
const program = values.source ? fromSource : fromBuild;
const wanted = startConfigurations.filter(({ name }) => name.includes(values.only));
if (wanted.length === 0)
  throw new Error(`--only takes a part of ${startConfigurations.map(({ name }) => name).join(", ")}`);

const found = new Map<string, StartFigures[]>(wanted.map(({ name }) => [name, []]));
for (let run = 0; run <= runs; run++) {
  for (const { name, text } of wanted) {
    const figures = await startOnce(program, text);
    if (run > 0) found.get(name)?.push(figures);
  }
}
const starts = wanted.map(({ name, plugins }) => ({ name, plugins, ...medians(found.get(name) ?? []) }));
const [none, most] = [starts.find((each) => each.plugins === 0), starts.at(-1)];
const perPlugin =
  none && most && most.plugins >= 10
    ? {
        rssKibibytes: ((most.rssMebibytes - none.rssMebibytes) * 1024) / most.plugins,
        milliseconds: (most.readyMs - none.readyMs) / most.plugins,
      }
    : undefined;
const imports = values.only === "" ? await importCosts(runs) : [];

if (values.json)
  console.log(JSON.stringify({ node: process.version, runs, starts, perPlugin, imports }, null, 2));
else {
  console.log(`${process.version}, medians of ${runs} runs\n`);
  console.log(
    textTable(
      ["configuration", "plugins", "serving ms", "ready ms", "CPU ms", "RSS MB", "Pss MB"],
      starts.map((each) => [
        each.name,
        String(each.plugins),
        each.servingMs.toFixed(0),
        each.readyMs.toFixed(0),
        each.cpuMs.toFixed(0),
        each.rssMebibytes.toFixed(1),
        each.pssMebibytes.toFixed(1),
      ]),
      1,
    ),
  );
  if (perPlugin)
    console.log(
      `\na plugin more: ${perPlugin.rssKibibytes.toFixed(0)} KB of resident memory, ${perPlugin.milliseconds.toFixed(2)} ms`,
    );
  if (imports.length > 0)
    console.log(
      `\nloading, one after the other in this order\n${textTable(
        ["part", "ms", "RSS MB"],
        imports.map(({ name, ms, mebibytes }) => [name, ms.toFixed(1), mebibytes.toFixed(1)]),
        1,
      )}`,
    );
}

function medians(all: readonly StartFigures[]): StartFigures {
  const of = (pick: (figures: StartFigures) => number) =>
    all.map(pick).sort((one, other) => one - other)[all.length >> 1] ?? Number.NaN;
  return {
    servingMs: of((each) => each.servingMs),
    readyMs: of((each) => each.readyMs),
    cpuMs: of((each) => each.cpuMs),
    rssMebibytes: of((each) => each.rssMebibytes),
    pssMebibytes: of((each) => each.pssMebibytes),
  };
}
