/** The adapter as `serve` makes it, without a transport: frames in, replies out. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bindExchanges } from "../../../src/commands/bind-exchanges.ts";
import { createConfigSource, startAdapter } from "../../../src/commands/config-source.ts";
import { exchangeObserver, inspectionObserver, runObserver } from "../../../src/commands/observers.ts";
import { limitExchanges } from "../../../src/extproc/exchange/limit.ts";
import type { ProcessStream, StreamAcceptor } from "../../../src/extproc/transport/transport.ts";
import { systemClock } from "../../../src/framework/clock.ts";
import { createGenerations } from "../../../src/generations/generations.ts";
import { createDecisionHistory } from "../../../src/management/decisions/history.ts";
import { memoryState } from "../../../src/state/state.ts";
import { createMetrics } from "../../../src/telemetry/metrics.ts";
import type { Traffic } from "./traffic.ts";

/** Runs exchanges through an adapter of its own. */
export interface InProcessAdapter {
  /** One exchange, from its first frame to its end; bytes of the replies. Rejects if it does not end with OK. */
  exchange(traffic: Traffic): Promise<number>;
  close(): Promise<void>;
}

/** @param plugins the `plugins:` section */
export async function startInProcess(plugins: string): Promise<InProcessAdapter> {
  const folder = await mkdtemp(join(tmpdir(), "plugins-adapter-bench-"));
  const path = join(folder, "config.yaml");
  const dirs = JSON.stringify([fileURLToPath(new URL(".", import.meta.url))]);
  await writeFile(
    path,
    `plugins:${plugins === "" ? " []" : `\n${plugins}`}\nplugin_dirs: ${dirs}\nadapter: {}\n`,
  );
  const source = createConfigSource({ config: [path], flags: {}, environment: {} });
  const adapter = await source.read();
  if (!adapter.ok) throw new Error(adapter.problems.map(({ message }) => message).join("; "));
  const started = await startAdapter(adapter, { log: quiet });
  if (!started.ok) throw new Error(started.problems.map(({ message }) => message).join("; "));
  const metrics = createMetrics();
  const history = createDecisionHistory(() => adapter.settings.management.decisions);
  const { correlation, store } = memoryState(adapter.settings.state, systemClock);
  const generations = createGenerations(started.parts, {
    load: () => Promise.reject(new Error("never read again")),
    log: quiet,
    correlation,
    inspection: inspectionObserver(metrics, quiet, history),
    observe: runObserver(metrics, history),
    reloads: { took() {}, switchedOn() {}, reloaded() {}, live() {} },
  });
  const exchanges = exchangeObserver(metrics, quiet);
  const accept = limitExchanges(1000, bindExchanges(generations, exchanges), () => {});
  return {
    exchange: (traffic) => drive(accept, traffic),
    async close() {
      await generations.close();
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** As a transport does: a frame is handed over when it came and reading is not paused. */
async function drive(accept: StreamAcceptor, { name, frames }: Traffic): Promise<number> {
  let sent = 0;
  let status: number | undefined;
  let paused: Promise<void> | undefined;
  let goOn: () => void = () => {};
  const end = (code: number): void => {
    status = code;
    goOn();
  };
  const stream: ProcessStream = {
    send(message) {
      sent += message.length;
      return true;
    },
    pause() {
      paused = new Promise((resolve) => {
        goOn = resolve;
      });
    },
    resume() {
      goOn();
      paused = undefined;
    },
    endOk: () => end(0),
    endError: end,
    metadata: () => undefined,
  };
  const handler = accept(stream);
  for (const frame of frames) {
    handler.onMessage(frame);
    if (paused !== undefined) await paused;
  }
  handler.onHalfClose();
  handler.onClosed();
  if (status !== 0) throw new Error(`${name}: ended with status ${status}`);
  return sent;
}

const trivial = fileURLToPath(new URL("trivial-plugin.ts", import.meta.url));
const both = "hooks: [tool_pre_invoke, tool_post_invoke]";

/** What a plugin costs that does nothing, and built-in ones that read calls and answers. */
export const pluginSets: Readonly<Record<number, string>> = {
  0: "",
  1: `  - { name: trivial, kind: "${trivial}#Trivial", mode: enforce, ${both} }`,
  5: `  - { name: words, kind: deny_filter, mode: enforce, priority: 10, ${both}, config: { words: ["drop table"] } }
  - { name: more_words, kind: deny_filter, mode: enforce, priority: 20, ${both}, config: { words: ["rm -rf"] } }
  - { name: cards, kind: pii_filter, mode: enforce, priority: 30, ${both} }
  - { name: spelling, kind: search_replace, mode: enforce, priority: 40, ${both}, config: { words: [{ search: "colour", replace: "color" }] } }
  - { name: trivial, kind: "${trivial}#Trivial", mode: enforce, priority: 50, ${both} }`,
};
