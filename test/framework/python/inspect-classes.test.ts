import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { inspectClasses } from "../../../src/framework/python/inspect-classes.ts";

/** Asks a program that stands in for Python about `a.B`. */
async function ask(t: TestContext, script: string, seconds: number) {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const interpreter = join(folder, "python");
  writeFileSync(interpreter, `#!/bin/sh\ncd ${folder}\n${script}\n`);
  chmodSync(interpreter, 0o700);
  t.after(() => {
    try {
      process.kill(Number(readFileSync(join(folder, "left"), "utf8")), "SIGKILL");
    } catch {
      // It left nothing behind.
    }
  });
  const host = {
    interpreter,
    environment: {},
    start_timeout_seconds: seconds,
    max_concurrent_calls: 1,
    max_queue: 1,
    max_response_size_mb: 1,
  };
  return (await inspectClasses(host, [], ["a.B"], ["tool_pre_invoke"])).get("a.B");
}

const answer = `echo '{"classes":{"a.B":{"hooks":["tool_pre_invoke"]}}}'`;
const leave = "sleep 600 & echo $! > left";

test("what an imported module leaves running does not hold up the start", async (t) => {
  assert.deepEqual(await ask(t, `${leave}\n${answer}`, 300), { ok: true, hooks: ["tool_pre_invoke"] });
});

test("nor does it where there is no answer in time", async (t) => {
  const reading = await ask(t, `${leave}\nexec sleep 600`, 0.5);
  assert.deepEqual(reading, {
    ok: false,
    message: "adapter.python.interpreter imported nothing within 0.5 s",
  });
});

for (const [what, script, message] of [
  ["noise instead of an answer", "echo hello", "ended with 0 and gave no answer"],
  ["a crash", "kill -9 $$", "ended with a signal and gave no answer"],
  ["an answer of another shape", `echo '{"classes":[]}'`, "gave no answer"],
  ["an answer about another class", `echo '{"classes":{"__proto__":{"hooks":[]}}}'`, "gave no answer"],
  ["an answer without end", "yes 0123456789", "ended with a signal and gave no answer"],
] as const) {
  test(`an interpreter with ${what}`, async (t) => {
    const reading = await ask(t, script, 300);
    assert.deepEqual(reading, { ok: false, message: `adapter.python.interpreter ${message}` });
  });
}
