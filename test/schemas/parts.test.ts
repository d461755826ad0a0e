import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonObject } from "../../src/framework/json.ts";
import { methodEntry } from "../../src/mcp/methods.ts";
import { actingOn, denying, replaced, replacing, type Seen, seeing } from "./acting.ts";
import { casesOf, type SampleCase } from "./cases.ts";
import { isOfExtension } from "./extensions.ts";
import type { Way } from "./legs.ts";
import { extensionMethods, methodsOf, type PublishedMethod } from "./methods.ts";
import { ownersOf } from "./owners.ts";
import { revisions } from "./revisions.ts";
import { isWord, type PlacedWord, placedWords } from "./samples.ts";
import { nameOf } from "./schema.ts";

const timeout = 600_000;

const published: readonly (readonly [name: string, methods: readonly PublishedMethod[]])[] = [
  ...revisions.map((revision) => [revision, methodsOf(revision)] as const),
  ["the extensions for tasks and skills", extensionMethods()],
];

describe("every part of every message that a schema allows, on every leg", () => {
  for (const [name, methods] of published) {
    it(`is seen by the hooks that the table names, and goes on as it is: ${name}`, { timeout }, async () => {
      await onEveryWay(methods, async (given, way) => {
        const seen: Seen = new Map();
        const forwarded = await way.send(await actingOn(seeing(seen)), given.message);
        assert.deepEqual(forwarded, given.message);
        const unseen = placedWords(given.value).flatMap(({ word, path }) =>
          owners(given, path, way)
            .filter((hook) => !seen.get(hook)?.includes(word))
            .map((hook) => `${path.join("/")} by ${hook}`),
        );
        assert.deepEqual(unseen, []);
      });
    });

    it(`does not go on where a plugin denies a word in it: ${name}`, { timeout }, async () => {
      let denied = "";
      const inspector = await actingOn(denying(() => denied));
      await onEveryWay(methods, async (given, way) => {
        for (const { word } of onePerPlace(placedWords(given.value))) {
          denied = word;
          const forwarded = JSON.stringify(await way.send(inspector, given.message)) ?? "";
          assert.ok(!forwarded.includes(word), forwarded);
        }
      });
    });

    it(`is edited where plugins edit it, and nowhere else: ${name}`, { timeout }, async () => {
      const inspector = await actingOn(replacing);
      await onEveryWay(methods, async (given, way) => {
        const forwarded = await way.send(inspector, given.message);
        assert.equal(JSON.stringify(forwarded), JSON.stringify(edited(given)));
        const value = forwarded?.[given.member] ?? null;
        assert.equal(given.published.set.problem(given.schema, value), undefined);
        const definition = nameOf(given.schema.$ref ?? "");
        if (given.published.of === "extensions" && given.member === "result")
          assert.ok(isOfExtension(definition, value), definition);
      });
    });
  }
});

/** Runs a check for each message that the schemas make, on each of its ways; all that fail are told together. */
async function onEveryWay(
  methods: readonly PublishedMethod[],
  check: (given: SampleCase, way: Way) => Promise<void>,
): Promise<void> {
  const failures = new Map<string, string>();
  for (const method of methods) {
    for (const given of casesOf(method)) {
      assert.equal(method.set.problem(given.schema, given.value), undefined, given.title);
      for (const way of given.ways) {
        try {
          await check(given, way);
        } catch (error) {
          failures.set(`${given.title}, ${way.name}`, (error as Error).message.slice(0, 500));
        }
      }
    }
  }
  assert.deepEqual(Object.fromEntries(failures), {});
}

function owners({ published, member, value }: SampleCase, path: readonly string[], way: Way) {
  return ownersOf(published.method, published.from, member, value, path, way.placed);
}

/** The message as it is expected: a prompt's name is no plugin's to change. */
function edited({ message, published, member }: SampleCase): JsonObject {
  const whole = replaced(message) as JsonObject;
  if (methodEntry(published.method)?.requestHook !== "prompt_pre_fetch" || member !== "params") return whole;
  const { name } = message["params"] as JsonObject;
  return { ...whole, params: { ...(whole["params"] as JsonObject), ...(name !== undefined && { name }) } };
}

/** One word of each place that the schema names, and of each kind of place below that it leaves open. */
function onePerPlace(words: readonly PlacedWord[]): PlacedWord[] {
  const places = new Map<string, PlacedWord>();
  for (const placed of words) {
    const place = placed.path.map((key) => (isWord(key) || /^\d+$/.test(key) ? "*" : key));
    const depth = place.indexOf("*") + 1;
    places.set(place.slice(0, depth > 0 ? depth + 1 : undefined).join("/"), placed);
  }
  return [...places.values()];
}
