import { isDeepStrictEqual } from "node:util";
import type { JsonObject, JsonValue } from "../../../src/framework/json.ts";
import type { Case, Outcome, OutcomeField } from "./case.ts";

/** Where the two sides differ in a case and the table does not say so, or does not differ as it says; one line each. */
export function unexplained(one: Case, there: readonly Outcome[], here: readonly Outcome[]): string[] {
  const lines: string[] = [];
  const open = new Set((one.differs ?? []).flatMap(({ call = 0, here: fields }) => keysOf(call, fields)));
  for (const [call, ours] of here.entries()) {
    const theirs = there[call] ?? { ran: [] };
    for (const field of comparable(theirs)) {
      const key = `${call} ${field}`;
      const declared = (one.differs ?? []).filter(
        (differs) => (differs.call ?? 0) === call && Object.hasOwn(differs.here, field),
      );
      if (isDeepStrictEqual(theirs[field] ?? null, ours[field] ?? null)) continue;
      open.delete(key);
      const found = JSON.stringify(short(ours, field));
      if (declared.length === 1 && found === JSON.stringify(declared[0]?.here[field])) continue;
      lines.push(`call ${key}: ${found} here, ${JSON.stringify(short(theirs, field))} there`);
    }
    // 0.1.1 has no records: nothing to say of them.
    if (theirs.records === undefined) open.delete(`${call} records`);
  }
  return [...lines, ...[...open].map((key) => `call ${key}: the same, though a difference is listed`)];
}

function keysOf(call: number, fields: object): string[] {
  return Object.keys(fields).map((field) => `${call} ${field}`);
}

/** An exception leaves nothing to compare but what ran, and what became of it. */
function comparable(theirs: Outcome): OutcomeField[] {
  if (theirs.raised !== undefined) return ["ran", "raised", "passes", "violation"];
  return Object.keys(theirs) as OutcomeField[];
}

function short(outcome: Outcome, field: OutcomeField): JsonValue {
  switch (field) {
    case "ran":
      return outcome.ran.map((run) => (run as JsonObject)["plugin"] ?? null);
    case "records":
      return ((outcome.records ?? []) as JsonObject[]).map(shortRecord);
    default:
      return outcome[field] ?? null;
  }
}

function shortRecord({ plugin, status, allowed, modified }: JsonObject): string {
  return `${plugin} ${status}${allowed ? "" : " denied"}${modified ? " modified" : ""}`;
}
