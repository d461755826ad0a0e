import { acceptedPattern, decodedUri, type Pattern, type TextKind } from "plugins-adapter/framework";
import { type PiiConfig, typesOf } from "./config.ts";
import { type Finder, finderOf, type Searches } from "./detect.ts";
import { nationalIds } from "./detectors/national-id.ts";
import type { PiiType } from "./finding.ts";
import { schemes } from "./national/schemes.ts";
import type { PhoneNumbers } from "./phone-plans.ts";

/** What is looked for in each kind of text. */
export interface Finders {
  readonly of: Readonly<Record<TextKind, Finder>>;
  /** Of a resource's URI, as it stands and decoded; positions may be in the decoded text. */
  readonly inUri: Finder;
}

export function findersOf(config: PiiConfig, phones: PhoneNumbers): Finders {
  const types = typesOf(config);
  const searches: Searches = {
    types,
    labelled: types,
    custom: config.custom_patterns.filter(({ enabled }) => enabled).map(({ pattern }) => accepted(pattern)),
    whitelist: config.whitelist_patterns.map(accepted),
    phones,
    nationalIds: nationalIds(
      schemes.filter(({ country }) => config.national_id_countries?.includes(country) ?? true),
    ),
  };
  const inText = finderOf(searches);
  const inNumber = finderOf({ ...searches, types: only(types, ["credit_card"]) });
  const inUri = finderOf({
    ...searches,
    types: without(types, ["phone", "ip_address", "date_of_birth", "date", "national_id"]),
  });
  // Random tokens look like much: only what has a check of its own, or a form that tokens do not have.
  const inToken = finderOf({
    ...searches,
    types: only(types, ["email", "credit_card", "ssn", "bank_account", "aws_key"]),
    labelled: new Set(),
  });
  return {
    of: {
      value: inText,
      key: inText,
      blob: inText,
      number: (text, name, deadline) => (isInteger(text) ? inNumber(text, name, deadline) : []),
      opaque: inToken,
    },
    inUri(uri, _name, deadline) {
      const found = inUri(uri, undefined, deadline);
      if (found === undefined || found.length > 0) return found;
      const decoded = decodedUri(uri);
      return decoded === uri ? found : inUri(decoded, undefined, deadline);
    },
  };
}

function accepted(source: string): Pattern {
  return acceptedPattern(source, { ignoreCase: true });
}

function isInteger(text: string): boolean {
  return !text.includes(".") && !text.includes("e");
}

function only(types: ReadonlySet<PiiType>, some: readonly PiiType[]): Set<PiiType> {
  return new Set(some.filter((type) => types.has(type)));
}

function without(types: ReadonlySet<PiiType>, some: readonly PiiType[]): Set<PiiType> {
  return new Set([...types].filter((type) => !some.includes(type)));
}
