/** Runs tables of cases under a mode pair: one server, adapter and Envoy for all of them. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type AdapterProcess, startAdapter } from "../parts/adapter.ts";
import { exchange, send } from "../parts/client.ts";
import { startTestEnvoy, type TestEnvoy } from "../parts/envoy.ts";
import { type Answer, json, startUpstream, type Upstream } from "../parts/upstream.ts";
import {
  assertClient,
  assertNoSecrets,
  assertServer,
  type Case,
  type ExchangeCase,
  everythingOf,
  of,
  type Steps,
  unreadable,
} from "./case.ts";
import { plugins, result } from "./messages.ts";
import type { ModePair } from "./mode-pairs.ts";

export type Tables = Readonly<Record<string, readonly Case[]>>;

/** Every case of every table, by an HTTP/1.1 and an HTTP/2 client. Cases find their requests by a query of their own. */
export function runTables(mode: ModePair, tables: Tables, config: string = plugins): void {
  describe(mode.name, () => {
    const answers = new Map<string, Answer>();
    const open: { close(): Promise<void> }[] = [];
    let parts: { readonly upstream: Upstream; readonly adapter: AdapterProcess; readonly envoy: TestEnvoy };
    before(async () => {
      const upstream = await startUpstream({
        http2: mode.upstreamHttp2 ?? false,
        answer: (request, reply) => answers.get(request.path)?.(request, reply),
      });
      open.push(upstream);
      const adapter = await startAdapter({ config });
      open.push(adapter);
      const at = { host: "127.0.0.1", port: upstream.port, http2: mode.upstreamHttp2 ?? false };
      const envoy = await startTestEnvoy({ adapter: adapter.address, upstream: at, ...mode.envoy });
      open.push(envoy);
      parts = { upstream, adapter, envoy };
    });
    after(async () => {
      for (const part of open.toReversed()) await part.close();
    });

    const stepsOf = (one: Case, protocol: "http1" | "http2"): Steps => {
      const given = "request" in one ? one.request.path : undefined;
      const path = `${given ?? "/mcp"}?case=${answers.size}`;
      answers.set(path, json(result("fine")));
      const { envoy, upstream } = parts;
      return {
        mode,
        send: (request) => send(envoy.port, { ...request, protocol, path }),
        exchange: (request) => exchange(envoy.port, { ...request, protocol, path }),
        answer: (answer) => void answers.set(path, answer),
        received: () => upstream.received.filter((request) => request.path === path),
      };
    };

    for (const [subject, cases] of Object.entries(tables)) {
      for (const protocol of ["http1", "http2"] as const) {
        for (const one of cases) {
          if ("run" in one && !mode.readable) continue;
          it(`${subject}, ${protocol}: ${one.name}`, async (t) => {
            const steps = stepsOf(one, protocol);
            try {
              await ("run" in one ? one.run(steps) : runExchange(one, steps));
            } catch (error) {
              t.diagnostic(parts.adapter.output().slice(-2000));
              throw error;
            }
          });
        }
      }
    }

    it("the adapter saw no fault of its own", async () => {
      assert.doesNotMatch(parts.adapter.output(), /inspection_failed|internal error|uncaught/i);
    });
  });
}

async function runExchange(one: ExchangeCase, steps: Steps): Promise<void> {
  if (one.answer) steps.answer(one.answer);
  const { mode } = steps;
  const outcome = await steps.exchange(one.request);
  assertServer(steps.received(), mode.readable ? of(one.server, mode) : "nothing");
  assertClient(outcome, mode.readable ? of(one.client, mode) : unreadable, one.request);
  if (outcome.status !== undefined) {
    assertNoSecrets("the client", everythingOf(outcome), one.secrets?.client);
  }
  for (const request of steps.received()) {
    assertNoSecrets("the server", everythingOf(request), one.secrets?.server);
  }
}
