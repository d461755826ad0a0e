import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { ssrfForms } from "./ssrf-forms.ts";
import { startSubject } from "./subjects.ts";
import { asArgument } from "./suites.ts";

/** What the ssrf_guard objects to. */
async function flagged(texts: readonly string[]): Promise<readonly string[]> {
  const subject = await startSubject("ssrf_guard", {});
  const list: string[] = [];
  for (const text of texts) {
    const { hook, payload } = asArgument(text);
    if (await subject.flags(hook, payload)) list.push(text);
  }
  await subject.close();
  return list;
}

test("URLs into the network behind the server are found in every form", async () => {
  const texts = ssrfForms().map(({ text }) => text);
  assert.ok(texts.length > 500);
  const found = new Set(await flagged(texts));
  assert.deepEqual(
    texts.filter((text) => !found.has(text)),
    [],
  );
});

test("the addresses of packages' homes, repositories and sponsors pass", async () => {
  const texts = publicUrls();
  assert.ok(texts.length > 100, String(texts.length));
  assert.deepEqual(await flagged(texts), []);
});

/** The URLs in the manifests of the packages that are installed, those to this machine aside. */
function publicUrls(): readonly string[] {
  const urls = new Set<string>();
  const folder = new URL("../../node_modules/", import.meta.url);
  for (const entry of readdirSync(folder)) {
    try {
      const manifest = readFileSync(new URL(`${entry}/package.json`, folder), "utf8");
      for (const [url] of manifest.matchAll(/\b(?:https?|git\+https|git\+ssh|ssh):\/\/[^"\s)>]+/g))
        urls.add(url);
    } catch {
      // a folder of a scope, or of something else
    }
  }
  return [...urls].filter((url) => !/\/\/(?:localhost|127\.)/.test(url));
}
