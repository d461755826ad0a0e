/**
 * Sends each request of the catalogue straight to the real servers, with no adapter in between, and writes down which of
 * them run something (`name`), and which run what the plugin of the suite would deny (`name!`): that the cases are real.
 *
 *   node -C plugins-adapter-source test/attack/evidence.ts [server…]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requestCases } from "./catalogue/requests.ts";
import { openEvidence } from "./parts/evidence-file.ts";
import { isDenied, runCases } from "./parts/run-cases.ts";
import { type Ran, recordReader } from "./parts/seen.ts";
import { type ServerName, serverNames, startServer } from "./parts/servers.ts";

const evidence = openEvidence(new URL("./evidence.json", import.meta.url));
const asked = process.argv.slice(2) as ServerName[];
const names = asked.length > 0 ? asked : serverNames;
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
    if (ran.length > 0) count++;
    evidence.note(one.name, name, ran.length === 0 ? undefined : ran.some(isDenied) ? `${name}!` : name);
  }
  console.log(`${name}: runs something for ${count} of ${outcomes.length}`);
  await server.close();
  evidence.write(requestCases);
}
rmSync(folder, { recursive: true });
