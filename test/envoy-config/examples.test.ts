import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { envoyExamples } from "../../src/envoy-config/examples.ts";
import type { Variant } from "../../src/envoy-config/modes.ts";
import { envoyOptions } from "../../src/envoy-config/options.ts";
import { renderEnvoyConfig } from "../../src/envoy-config/render.ts";

for (const [name, text] of envoyExamples()) {
  test(`envoy/${name} is what the template renders`, () => {
    const stored = readFileSync(new URL(`../../envoy/${name}`, import.meta.url), "utf8");
    assert.equal(stored, text, "run: make generate");
  });

  test(`the comments of ${name} change nothing`, () => {
    const variant = name.replace(".yaml", "") as Variant;
    assert.deepEqual(parse(text), JSON.parse(JSON.stringify(renderEnvoyConfig(envoyOptions({ variant })))));
  });
}
