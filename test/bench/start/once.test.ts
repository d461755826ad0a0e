import assert from "node:assert/strict";
import { test } from "node:test";
import { demoConfig } from "../../../src/commands/demo/config.ts";
import { fromSource } from "../../integration/parts/adapter.ts";
import { startConfigurations } from "./configurations.ts";
import { startOnce } from "./once.ts";

test("a start is measured from spawn to ready, and what it holds then", async () => {
  const figures = await startOnce(fromSource, demoConfig);
  for (const [name, value] of Object.entries(figures)) assert.ok(value > 0, `${name}: ${value}`);
  assert.ok(
    figures.servingMs > 20 && figures.readyMs > 20 && figures.rssMebibytes > 30,
    JSON.stringify(figures),
  );
});

test("a configuration that does not start tells why", async () => {
  await assert.rejects(
    startOnce(fromSource, "plugins: [{ name: p, kind: nothing_of_that_name }]\n"),
    /nothing_of_that_name/,
  );
});

test("each configuration has as many plugins as it says", () => {
  assert.deepEqual(
    startConfigurations.map(({ plugins }) => plugins),
    [0, 2, 1, 5, 20, 50],
  );
});
