/**
 * Hands each answer of the catalogue straight to the real clients, with no adapter in between, and writes down which of
 * them take it as a result (`name`), and which show the marker word to their caller (`name!`): that the cases are real.
 *
 *   node -C plugins-adapter-source test/attack/evidence-responses.ts [client…]
 */
import { readFileSync, writeFileSync } from "node:fs";
import { marker } from "./catalogue/case.ts";
import { responseCases } from "./catalogue/responses.ts";
import { startAnswering } from "./parts/answering.ts";
import { type ClientName, clientNames, startClient } from "./parts/clients.ts";
import { askedBy, casesFor, takenTexts } from "./parts/victims.ts";

const target = new URL("./evidence-responses.json", import.meta.url);
const asked = process.argv.slice(2) as ClientName[];
const known = new Map<string, string[]>(Object.entries(readKnown()));
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
    const own = shown ? [`${name}!`] : takenTexts(taken).length > 0 ? [name] : [];
    const others = (known.get(one.name) ?? []).filter((entry) => entry.replace("!", "") !== name);
    count += own.length;
    known.set(one.name, [...others, ...own]);
  }
  await client.close();
  console.log(`${name}: takes or shows ${count} of ${cases.length}`);
  write();
}
await server.close();

function write(): void {
  const lines = responseCases.flatMap(({ name }) => {
    const clients = known.get(name) ?? [];
    return clients.length === 0 ? [] : [`${JSON.stringify(name)}: ${JSON.stringify(clients.toSorted())}`];
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
