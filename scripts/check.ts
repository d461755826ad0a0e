/**
 * Runs checks one after the other, all of them whatever fails, and ends with the line `N passed, N failed`:
 *
 *   node scripts/check.ts <check>... [--only <part of a test file's path>]
 *
 * A test counts as one, so does a check that is one command. With CHECK_COUNTS=<file> that line is written there too.
 * Exit status 0 only if nothing failed.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Check, checks } from "./checks.ts";
import { runCommand } from "./run-command.ts";
import { type Counts, type Outcome, runTestFiles } from "./run-test-files.ts";

const { positionals, values } = parseArgs({ allowPositionals: true, options: { only: { type: "string" } } });
const unknown = positionals.filter((name) => !checks.has(name));
if (positionals.length === 0 || unknown.length > 0) {
  console.error(`usage: node scripts/check.ts <check>...   checks: ${[...checks.keys()].join(", ")}`);
  process.exit(2);
}

const total: Counts = { passed: 0, failed: 0 };
const failedChecks: string[] = [];
const failures: string[] = [];
for (const name of positionals) {
  const began = performance.now();
  console.log(`== ${name}`);
  const counts = await run(checks.get(name) as Check);
  failures.push(...counts.failures);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`   ${name}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)`);
  total.passed += counts.passed;
  total.failed += counts.failed;
  if (counts.failed > 0) failedChecks.push(name);
}

const line = `${total.passed} passed, ${total.failed} failed`;
if (process.env.CHECK_COUNTS) writeFileSync(process.env.CHECK_COUNTS, `${line}\n`);
// Told again: of a long log, the end is what is kept and read.
for (const failure of failures) console.log(clip(failure));
if (failedChecks.length > 0) console.log(`failed: ${failedChecks.join(", ")}`);
console.log(line);
process.exitCode = total.failed > 0 ? 1 : 0;

async function run(check: Check): Promise<Outcome> {
  if (check.kind === "command") {
    const ok = await runCommand(check.command);
    return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, failures: [] };
  }
  const files = check.files().filter((file) => values.only === undefined || file.includes(values.only));
  if (files.length === 0) {
    console.log("   no test file found");
    return { passed: 0, failed: 1, failures: [] };
  }
  return runTestFiles(files, check);
}

function clip(text: string): string {
  const most = 3000;
  return text.length <= most ? text : `${text.slice(0, most)}\n    (cut)`;
}
