import { createHash } from "node:crypto";
import { installedText } from "./installed.ts";
import { type Schema, type SchemaSet, schemaSet } from "./schema.ts";

/** SHA-256 of each revision's schema.json, as it stands at the revision's tag in the specification's repository. */
const digests = {
  "2024-11-05": "56d9e706cc8b0daf690a483960aa4ba62217c863d36ff1d7f8bbb83ab049903d",
  "2025-03-26": "dd1619bf96fcd8c50fe46f0dd05b4b9bb9356010040ae985fa595fee226ff4ed",
  "2025-06-18": "05020a692319467847cdb1794b1306567f52860353b5ff2f2bc2b0140819305b",
  "2025-11-25": "1ffe4c5577974012f5fa02af14ea88df4b7146679df1abaaad497c8d9230ca8a",
  "2026-07-28": "ef70b61f99b6d2e5e3b46863822eab08dff6a45bedc7a08914e0e5b133f40203",
} as const;

export type Revision = keyof typeof digests;
export const revisions = Object.keys(digests) as Revision[];

/** The published schema of a revision. */
export function revisionSchemas(revision: Revision): SchemaSet {
  const known = loaded.get(revision);
  if (known) return known;
  const text = installedText(`revisions/${revision}.json`);
  const digest = createHash("sha256").update(text).digest("hex");
  if (digest !== digests[revision]) throw new Error(`the schema of ${revision} is not the published one`);
  const { definitions, $defs } = JSON.parse(text) as Record<"definitions" | "$defs", Definitions | undefined>;
  const set = $defs ? schemaSet("$defs", $defs) : schemaSet("definitions", definitions ?? {});
  loaded.set(revision, set);
  return set;
}

type Definitions = Readonly<Record<string, Schema>>;
const loaded = new Map<Revision, SchemaSet>();
