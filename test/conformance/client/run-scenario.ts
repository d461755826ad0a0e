import { fileURLToPath } from "node:url";
import type { EnvoyOptions } from "../../../src/envoy-config/options.ts";
import type { ListenAddress } from "../../../src/extproc/transport/transport.ts";
import type { Check } from "../compare.ts";
import { runForChecks } from "../suites.ts";

/** What stands between the client and the suite's server; the adapter outlives the scenario, Envoy does not. */
export type Through = {
  readonly adapter: ListenAddress | undefined;
  readonly envoy: Partial<EnvoyOptions>;
};

/** Runs one client scenario of release 0.2, straight where nothing is to stand between. */
export async function runScenario(
  scenario: string,
  revision: string,
  through?: Through,
): Promise<readonly Check[]> {
  const file = fileURLToPath(new URL(through ? "through.ts" : "client.ts", import.meta.url));
  const command = `"${process.execPath}" -C plugins-adapter-source "${file}"`;
  const args = [
    "--command",
    command,
    "--scenario",
    scenario,
    "--spec-version",
    revision,
    "--timeout",
    "120000",
  ];
  return runForChecks("conformance-0.2", ["client", ...args], { THROUGH: JSON.stringify(through) });
}
