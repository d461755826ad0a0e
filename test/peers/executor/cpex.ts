import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { builtinHooks } from "../../../src/framework/index.ts";
import { type CpexRelease, runPython } from "../peers.ts";
import type { Case, Outcome } from "./case.ts";
import { callsOf, timeoutOf } from "./whole-case.ts";

const driver = fileURLToPath(new URL("driver.py", import.meta.url));

/** Runs the cases through one release of cpex, under the policies of ContextForge's gateway, in one process. */
export async function runCpex(
  t: TestContext,
  release: CpexRelease,
  cases: readonly Case[],
): Promise<readonly (readonly Outcome[])[]> {
  const input = JSON.stringify({
    policies: Object.fromEntries(Object.values(builtinHooks).map((hook) => [hook.name, hook.writable])),
    cases: cases.map((one) => ({
      plugins: one.plugins,
      calls: callsOf(one),
      timeout_ms: timeoutOf(one),
    })),
  });
  const { code, out, err } = await runPython(t, release, [driver], { input });
  if (code !== 0) throw new Error(`the driver failed with ${code}: ${err.slice(-2000)}`);
  return JSON.parse(out) as Outcome[][];
}
