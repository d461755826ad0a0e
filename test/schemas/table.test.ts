import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { methodEntry, methodNames } from "../../src/mcp/methods.ts";
import { type PublishedMethod, publishedMethods } from "./methods.ts";
import { revisionSchemas, revisions } from "./revisions.ts";
import { membersOf, nameOf, variantsOf } from "./schema.ts";

const all = publishedMethods();

describe("the table of methods beside the published schemas", () => {
  it("has every method of every revision and extension, as request or notification, with its senders", () => {
    const senders = new Map<string, Set<string>>();
    for (const { method, kind, from } of all) {
      const key = `${method} ${kind}`;
      senders.set(key, (senders.get(key) ?? new Set()).add(from));
    }
    const wanted = [...senders].map(([key, from]) => [key, from.size === 2 ? "both" : [...from][0]]);
    const ours = methodNames().map((method) => {
      const entry = methodEntry(method);
      return [`${method} ${entry?.kind}`, entry?.from];
    });
    assert.deepEqual(ours.sort(), wanted.sort());
  });

  it("has the methods that a schema defines and leaves out of its unions", () => {
    for (const revision of revisions) {
      const set = revisionSchemas(revision);
      for (const [name, schema] of Object.entries(set.definitions)) {
        const method = membersOf(set, schema)["method"]?.const;
        if (typeof method === "string") assert.ok(methodEntry(method), `${revision} ${name}`);
      }
    }
  });

  it("names members that the schemas have: what hooks are handed, subjects, what headers mirror", () => {
    const missing: string[] = [];
    for (const method of methodNames()) {
      const { requestFields = [], subject, mirrored } = methodEntry(method) ?? {};
      const known = membersOfParams(all.filter((published) => published.method === method));
      for (const member of [...requestFields, subject, mirrored])
        if (member !== undefined && !known.has(member)) missing.push(`${method} ${member}`);
    }
    assert.deepEqual(missing, []);
  });

  it("is held against every result that a revision has", () => {
    for (const revision of revisions) {
      const set = revisionSchemas(revision);
      const own = all.filter(({ of }) => of === revision);
      const reached = new Set(own.flatMap(({ results }) => results.map(({ $ref = "" }) => nameOf($ref))));
      const listed = ["ClientResult", "ServerResult"].flatMap((union) => set.definitions[union]?.anyOf ?? []);
      const unheld = listed.map(({ $ref = "" }) => nameOf($ref)).filter((name) => !reached.has(name));
      // `Result` is what they all are.
      assert.deepEqual(
        unheld.filter((name) => name !== "Result"),
        [],
        revision,
      );
    }
  });
});

function membersOfParams(published: readonly PublishedMethod[]): Set<string> {
  return new Set(
    published.flatMap(({ set, params }) =>
      params === undefined ? [] : variantsOf(set, params).flatMap((one) => Object.keys(membersOf(set, one))),
    ),
  );
}
