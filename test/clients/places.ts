/** The places of the matrix: every form, in each client and before each server that it applies to. */
import { clientKey, expected } from "./expectations.ts";
import type { Form } from "./form.ts";
import { forms } from "./forms.ts";
import { type ClientProgram, clients, type ServerProgram, servers } from "./programs.ts";

export type Place = {
  readonly form: Form;
  readonly client: ClientProgram;
  readonly server: ServerProgram;
};

export const places: readonly Place[] = servers.flatMap((server) =>
  clients.flatMap((client) =>
    forms.map((form): Place => ({ form, client, server })).filter((place) => applies(place)),
  ),
);

export function nameOf({ form, client, server }: Place): string {
  return `${form.name} / ${clientKey(client)} / ${server.name}`;
}

/** What is known to end with somebody's limit only costs time. */
export function isShort({ form, client, server }: Place): boolean {
  return client.short && server.short && !/^timeout|; open;/.test(expected(form, client, server));
}

function applies({ form, client, server }: Place): boolean {
  const { servers: only = [server.name], eras = [client.era] } = form;
  return only.includes(server.name) && eras.includes(client.era) && server.eras.includes(client.era);
}
