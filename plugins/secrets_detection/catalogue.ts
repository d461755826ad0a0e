import { type Form, formsOf, soughtForms } from "./form.ts";
import { aiFormats } from "./formats/ai.ts";
import { businessFormats } from "./formats/business.ts";
import { cloudFormats } from "./formats/cloud.ts";
import { codeFormats } from "./formats/code.ts";
import type { Format } from "./formats/format.ts";
import { messagingFormats } from "./formats/messaging.ts";
import { type NamedFormat, namedFormats } from "./formats/named.ts";
import { observingFormats } from "./formats/observing.ts";
import { passwordFormats } from "./formats/passwords.ts";

/** Every format that shows by its form. */
export const formats: readonly Format[] = [
  ...cloudFormats,
  ...codeFormats,
  ...aiFormats,
  ...businessFormats,
  ...messagingFormats,
  ...observingFormats,
  ...passwordFormats,
];

/** What is found by other means than a format. The last two are off unless switched on: much that is no secret has these forms. */
export const otherTypes = [
  "private_key_block",
  "jwt_like",
  "authorization_header",
  "connection_string",
  "kubernetes_secret",
  "password_assignment",
  "generic_api_key_assignment",
  "hex_secret_32",
  "base64_24",
] as const;

/** What `enabled` may name: every type of finding. */
export const typeNames: readonly string[] = [
  ...new Set([...formats.map(({ id }) => id), ...namedFormats.map(({ id }) => id), ...otherTypes]),
];

export const offByDefault: ReadonlySet<string> = new Set(["hex_secret_32", "base64_24"]);

/** A form and the format that it is of. */
export interface FormatForm {
  readonly format: Format;
  readonly form: Form;
}

/** The forms of the formats that are on, by their anchors. */
export function formsByAnchor(isOn: (id: string) => boolean): Map<string, FormatForm[]> {
  return grouped(
    formats
      .filter(({ id }) => isOn(id))
      .flatMap((format) => format.forms.flatMap(soughtForms).map((form) => ({ format, form }))),
    ({ form }) => [form.anchor],
  );
}

/** The formats that go by names and are on, by the parts of names, with their forms in both letter cases. */
export function formatsByName(isOn: (id: string) => boolean): Map<string, NamedForms[]> {
  return grouped(
    namedFormats
      .filter(({ id }) => isOn(id))
      .map(({ id, names, forms }) => ({ id, names, forms: forms.flatMap((form) => valueForms(form)) })),
    ({ names }) => names,
  );
}

export interface NamedForms extends Pick<NamedFormat, "id" | "names"> {
  readonly forms: readonly Form[];
}

/** Small letters stand for either case. */
function valueForms(source: string): Form[] {
  return formsOf(source.replaceAll("a-z", "a-zA-Z").replaceAll("a-f", "a-fA-F").replaceAll("A-ZA-Z", "A-Z"));
}

function grouped<T>(entries: readonly T[], keysOf: (entry: T) => readonly string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    for (const key of keysOf(entry)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [entry]);
      else group.push(entry);
    }
  }
  return groups;
}
