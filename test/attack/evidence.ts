/**
 * Sends each request of the catalogue straight to the real servers, with no adapter in between, and writes down which of
 * them run something (`name`), and which run what the plugin of the suite would deny (`name!`): that the cases are real.
 *
 *   node -C plugins-adapter-source test/attack/evidence.ts [server…]
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requestCases } from "./catalogue/requests.ts";
import { isDenied, runCases } from "./parts/run-cases.ts";
import { type Ran, recordReader } from "./parts/seen.ts";
import { type ServerName, serverNames, startServer } from "./parts/servers.ts";

const target = new URL("./evidence.json", import.meta.url);
const asked = process.argv.slice(2) as ServerName[];
const names = asked.length > 0 ? asked : serverNames;
const known = new Map<string, string[]>(Object.entries(readKnown()));
const patience = 1500;

const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-attack-"));
for (const name of names) {
  const record = join(folder, `${name}.jsonl`);
  const server = await startServer(name, record);
  const outcomes = await runCases(
    requestCases,
    server.port,
    server.port,
    recordReader<Ran>(record),
    patience,
  );
  let count = 0;
  for (const { one, ran } of outcomes) {
    const others = (known.get(one.name) ?? []).filter((entry) => entry.replace("!", "") !== name);
    const own = ran.length === 0 ? [] : [ran.some(isDenied) ? `${name}!` : name];
    count += own.length;
    known.set(one.name, [...others, ...own]);
  }
  console.log(`${name}: runs something for ${count} of ${outcomes.length}`);
  await server.close();
  write();
}
rmSync(folder, { recursive: true });

function write(): void {
  const lines = requestCases.flatMap(({ name }) => {
    const servers = known.get(name) ?? [];
    return servers.length === 0 ? [] : [`${JSON.stringify(name)}: ${JSON.stringify(servers.toSorted())}`];
  });
  writeFileSync(target, `{\n${lines.join(",\n")}\n}\n`);
}

function readKnown(): Record<string, string[]> {
  try {
    return JSON.parse(readFileSync(target, "utf8"));
  } catch {
    return {};
  }
}
