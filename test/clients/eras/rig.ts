/**
 * Real SDKs' servers in this process, behind Envoy and one adapter or several with the recorder.
 *
 *   const rig = await startEraRig(t, { serve: handler, variant: "override", adapters: 2 });
 *   rig.url                                    // of the MCP endpoint, through Envoy
 *   await rig.seen("elicitation_request")      // what the plugin was handed on this hook, since the last forget()
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { PlainObject } from "../../../src/envoy-config/plain.ts";
import type { JsonObject } from "../../../src/framework/index.ts";
import { type AdapterProcess, startAdapter } from "../../integration/parts/adapter.ts";
import { startTestEnvoy } from "../../integration/parts/envoy.ts";

export type Variant = "static" | "override";
export const variants: readonly Variant[] = ["static", "override"];

export type EraRigOptions = {
  readonly serve: (request: http.IncomingMessage, response: http.ServerResponse) => unknown;
  readonly variant: Variant;
  /** How many adapters Envoy's exchanges go to in turn. */
  readonly adapters?: number;
  /** Lines of the configuration's `adapter` section. */
  readonly settings?: string;
};

export type EraRig = {
  readonly url: URL;
  readonly adapters: readonly AdapterProcess[];
  /** Headers of the requests that reached the server. */
  readonly requests: readonly http.IncomingMessage[];
  seen(hook: string): readonly JsonObject[];
  /** Waits until the hook was handed something that holds the text. */
  untilSeen(hook: string, text: string): Promise<void>;
  forget(): void;
};

const recorder = fileURLToPath(new URL("./recorder.ts", import.meta.url));
const folderOfRecorder = fileURLToPath(new URL("./", import.meta.url));

export async function startEraRig(t: TestContext, options: EraRigOptions): Promise<EraRig> {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-eras-"));
  const record = join(folder, "seen.jsonl");
  writeFileSync(record, "");
  const open: { close(): Promise<unknown> }[] = [];
  t.after(async () => {
    for (const part of open.toReversed()) await part.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const requests: http.IncomingMessage[] = [];
  const server = http.createServer((request, response) => {
    requests.push(request);
    Promise.resolve(options.serve(request, response)).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push({
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  });
  const config = `plugin_dirs: ["${folderOfRecorder}"]
plugins:
  - { name: recorder, kind: "${recorder}", mode: enforce, config: { record: "${record}" } }
adapter:
  ${options.settings ?? "denial: { code: 40300 }"}
`;
  const adapters: AdapterProcess[] = [];
  for (let n = 0; n < (options.adapters ?? 1); n++) {
    const adapter = await startAdapter({ config });
    adapters.push(adapter);
    open.push(adapter);
  }
  const [first] = adapters as [AdapterProcess];
  const envoy = await startTestEnvoy(
    {
      variant: options.variant,
      adapter: first.address,
      upstream: { host: "127.0.0.1", port: (server.address() as AddressInfo).port },
    },
    (rendered) => inTurn(rendered, adapters),
  );
  open.push(envoy);
  let from = 0;
  const lines = () => {
    const whole = readFileSync(record);
    return whole
      .subarray(0, whole.lastIndexOf("\n") + 1)
      .toString()
      .split("\n")
      .slice(0, -1);
  };
  const seen = (hook: string) =>
    lines()
      .slice(from)
      .map((line) => JSON.parse(line) as { hook: string; payload: JsonObject })
      .filter((entry) => entry.hook === hook)
      .map(({ payload }) => payload);
  return {
    url: new URL(`http://127.0.0.1:${envoy.port}/mcp`),
    adapters,
    requests,
    seen,
    async untilSeen(hook, text) {
      for (
        const deadline = Date.now() + 60_000;
        !seen(hook).some((payload) => JSON.stringify(payload).includes(text));
        await wait(20)
      )
        assert.ok(
          Date.now() < deadline,
          `${hook} was not handed ${text}, but ${JSON.stringify(seen(hook))}\n${lines().slice(from).join("\n")}`,
        );
    },
    forget() {
      from = lines().length;
    },
  };
}

/** Envoy takes the endpoints of a cluster in turn. */
function inTurn(config: PlainObject, adapters: readonly AdapterProcess[]): PlainObject {
  const copy = structuredClone(config) as unknown as { static_resources: { clusters: Cluster[] } };
  for (const { load_assignment } of copy.static_resources.clusters) {
    const [locality] = load_assignment.endpoints;
    if (locality && "pipe" in (locality.lb_endpoints[0]?.endpoint.address ?? {}))
      locality.lb_endpoints = adapters.map(({ address }) => ({
        endpoint: { address: { pipe: { path: address.kind === "unix" ? address.path : "" } } },
      }));
  }
  return copy as unknown as PlainObject;
}

type Cluster = {
  load_assignment: { endpoints: { lb_endpoints: { endpoint: { address: object } }[] }[] };
};
