import assert from "node:assert/strict";
import { test } from "node:test";
import { startSampleServer } from "../../../src/commands/demo/sample-server.ts";
import { runTour } from "../../../src/commands/demo/tour.ts";

/** The marks of the steps, one a line. */
const marks = (lines: readonly string[]) =>
  lines.filter((line) => /^ {3}[✓✗]/.test(line)).map((line) => line.trim());

test("without plugins in the path the tour says what came through", async (t) => {
  const server = await startSampleServer({ port: 0 });
  t.after(() => server.close());
  const lines: string[] = [];
  const result = await runTour({
    url: `http://127.0.0.1:${server.port}/mcp`,
    calls: server.calls,
    write: (line) => lines.push(...line.split("\n")),
  });
  assert.deepEqual(result, { passed: 2, failed: 4 });
  assert.deepEqual(marks(lines), [
    "✓ as promised",
    "✓ as promised",
    "✗ the call reached the server",
    "✗ the card number came through",
    "✗ the card number came through",
    "✗ the card number came through",
  ]);
});

test("with no server at all every step fails and the tour ends", async () => {
  const lines: string[] = [];
  const result = await runTour({
    url: "http://127.0.0.1:1/mcp",
    calls: [],
    write: (line) => lines.push(line),
  });
  assert.equal(result.passed, 0);
});
