/**
 * Hands each answer of the catalogue straight to the real clients, with no adapter in between, and writes down which of
 * them take it as a result (`name`), and which show the marker word to their caller (`name!`): that the cases are real.
 *
 *   node -C plugins-adapter-source test/attack/evidence-responses.ts [client…]
 */
import { marker } from "./catalogue/case.ts";
import { responseCases } from "./catalogue/responses.ts";
import { startAnswering } from "./parts/answering.ts";
import { type ClientName, clientNames, startClient } from "./parts/clients.ts";
import { openEvidence } from "./parts/evidence-file.ts";
import { askedBy, casesFor, takenTexts } from "./parts/victims.ts";

const evidence = openEvidence(new URL("./evidence-responses.json", import.meta.url));
const asked = process.argv.slice(2) as ClientName[];
const patience = 1000;

const server = await startAnswering();
for (const name of asked.length > 0 ? asked : clientNames) {
  const client = startClient(name);
  let count = 0;
  const cases = casesFor(name);
  for (const one of cases) {
    server.next(one);
    const taken = await client.ask(askedBy(one, server.port, patience));
    const shown = JSON.stringify(taken).includes(marker);
    const own = shown ? `${name}!` : takenTexts(taken).length > 0 ? name : undefined;
    if (own !== undefined) count++;
    evidence.note(one.name, name, own);
  }
  await client.close();
  console.log(`${name}: takes or shows ${count} of ${cases.length}`);
  evidence.write(responseCases);
}
await server.close();
