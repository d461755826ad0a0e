/** Makes differences.json and outcomes.md from the rows of a run, and from what was expected where nothing ran. */
import { writeFileSync } from "node:fs";
import { format } from "node:util";
import { clientKey, differencesPath, expected, meant } from "./expectations.ts";
import type { Form } from "./form.ts";
import { forms } from "./forms.ts";
import type { Row } from "./matrix.ts";
import { places } from "./places.ts";
import { clients, servers } from "./programs.ts";

export function writeOutcomes(ran: readonly Row[]): void {
  const rows = places.map(({ form, client, server }) => ({
    form,
    client,
    server,
    summary:
      ran.find((row) => row.form === form && row.client === client && row.server === server)?.summary ??
      expected(form, client, server),
  }));
  const differences: Record<string, Record<string, string>> = {};
  const table: string[] = [];
  for (const form of forms) {
    const own = rows.filter((row) => row.form === form);
    const found: Record<string, string> = {};
    for (const client of clients) {
      const cells = servers.flatMap((server) =>
        own.filter((row) => row.client === client && row.server === server),
      );
      const same = new Set(cells.map(({ summary }) => summary)).size === 1;
      const key = clientKey(client);
      for (const { server, summary } of cells)
        if (summary !== meant(form, client)) found[same ? key : `${key}, ${server.name}`] = summary;
    }
    if (Object.keys(found).length > 0) differences[form.name] = found;
    table.push(...linesOf(form, own.length, found));
  }
  writeFileSync(differencesPath, `${JSON.stringify(differences, undefined, 2)}\n`);
  const asMeant = rows.filter(({ form, client, summary }) => summary === meant(form, client)).length;
  const head = format(introduction, rows.length, asMeant);
  writeFileSync(new URL("outcomes.md", import.meta.url), `${head}${table.join("\n")}\n`);
}

const introduction = `# What clients make of denials

Written by \`make clients ARGS=--write\`; do not edit. %d cells, %d of them as the form is meant to be received. An outcome
is what the call came to, what became of the server's tool, and whether the session answers an allowed call afterwards.
\`not said why\`: the client shows nothing of the denial's message. \`not called\`: the server ran no tool (nor has it one to
run for prompts, resources and broken answers). Clients that are not listed under a form received it as meant; mcp-go, whose
errors have no code, as \`failed error\`.

| form | client | outcome |
|---|---|---|
`;

/** Clients of one outcome share a line. */
function linesOf({ name, expect }: Form, cells: number, found: Readonly<Record<string, string>>): string[] {
  const byOutcome = new Map<string, string[]>();
  for (const [client, outcome] of Object.entries(found))
    byOutcome.set(outcome, [...(byOutcome.get(outcome) ?? []), client]);
  const rest = byOutcome.size === 0 ? `all (${cells} cells)` : "meant";
  return [
    `| ${name} | ${rest} | ${expect} |`,
    ...[...byOutcome].map(([outcome, who]) => `| | ${who.join("; ")} | ${outcome} |`),
  ];
}
