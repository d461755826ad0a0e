/** What each client is expected to make of each form: the form's own expectation, or what differences.json says instead. */
import { existsSync, readFileSync } from "node:fs";
import type { Form } from "./form.ts";
import type { ClientProgram, ServerProgram } from "./programs.ts";

/** By the form's name, then by the client's (`Go 2026`), or `Go 2026, python-2` where servers differ. */
export type Differences = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const differencesPath: URL = new URL("differences.json", import.meta.url);

const differences: Differences = existsSync(differencesPath)
  ? (JSON.parse(readFileSync(differencesPath, "utf8")) as Differences)
  : {};

export const clientKey = ({ name, era }: ClientProgram): string => `${name} ${era}`;

/** What a form is meant to come to in this client. */
export function meant(form: Form, { withoutCodes }: ClientProgram): string {
  return withoutCodes ? form.expect.replace(/^error -?\d+/, "failed error") : form.expect;
}

export function expected(form: Form, client: ClientProgram, server: ServerProgram): string {
  const own = differences[form.name];
  const key = clientKey(client);
  return own?.[`${key}, ${server.name}`] ?? own?.[key] ?? meant(form, client);
}
