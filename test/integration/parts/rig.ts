/**
 * Server, adapter and Envoy of one test, ended with it; when it failed, their logs are printed.
 *
 *   test("…", async (t) => {
 *     const { upstream, envoy } = await startRig(t, { config: "plugins: […]", envoy: { variant: "override" } });
 *     upstream.answer = json({ jsonrpc: "2.0", id: 1, result: {} });
 *     const done = await exchange(envoy.port, { body });
 *   });
 */
import type { TestContext } from "node:test";
import type { EnvoyOptions } from "../../../src/envoy-config/options.ts";
import type { PlainObject } from "../../../src/envoy-config/plain.ts";
import { type AdapterOptions, type AdapterProcess, startAdapter } from "./adapter.ts";
import { startTestEnvoy, type TestEnvoy } from "./envoy.ts";
import { startUpstream, type Upstream, type UpstreamOptions } from "./upstream.ts";

export type RigOptions = AdapterOptions & {
  readonly upstream?: UpstreamOptions;
  readonly envoy?: Partial<EnvoyOptions>;
  /** Last word on Envoy's configuration, for what no option covers. */
  readonly change?: (config: PlainObject) => PlainObject;
};

export type Rig = {
  readonly upstream: Upstream;
  readonly adapter: AdapterProcess;
  readonly envoy: TestEnvoy;
};

export async function startRig(t: TestContext, options: RigOptions): Promise<Rig> {
  // hooks of a test run in the order they were registered: Envoy must go before what it talks to
  const open: { close(): Promise<void> }[] = [];
  let logs = () => "";
  t.after(async () => {
    // known when hooks run, missing in the type declarations
    if (!(t as TestContext & { readonly passed?: boolean }).passed) console.error(logs());
    for (const part of open.toReversed()) await part.close();
  });
  const upstream = await startUpstream(options.upstream);
  open.push(upstream);
  const adapter = await startAdapter(options);
  open.push(adapter);
  logs = () => adapter.output();
  const envoy = await startTestEnvoy(
    {
      adapter: adapter.address,
      upstream: { host: "127.0.0.1", port: upstream.port, http2: options.upstream?.http2 ?? false },
      ...options.envoy,
    },
    options.change,
  );
  open.push(envoy);
  logs = () => `adapter:\n${adapter.output()}\nEnvoy:\n${envoy.log()}`;
  return { upstream, adapter, envoy };
}
