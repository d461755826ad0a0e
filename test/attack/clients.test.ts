/**
 * The answers of the catalogue through the adapter and Envoy to real clients: the marker word reaches none of them, and
 * whatever one hands to its caller as a result, a plugin saw and let pass. In the short form one client; with ATTACK=full
 * all of them.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startAdapter } from "../integration/parts/adapter.ts";
import { startTestEnvoy } from "../integration/parts/envoy.ts";
import { marker } from "./catalogue/case.ts";
import { responseCases } from "./catalogue/responses.ts";
import { watchingConfig } from "./parts/adapter-config.ts";
import { startAnswering } from "./parts/answering.ts";
import { clientNames, startClient } from "./parts/clients.ts";
import { recordReader, type Seen } from "./parts/seen.ts";

const names = process.env.ATTACK === "full" ? clientNames : (["ts1"] as const);
/** Where a client has nothing to take, it waits in vain. */
const patience = 1000;
const longPatience = 20_000;
/** Redirects lead to hosts that are none. */
const cases = responseCases.filter(
  ({ status = 200, leg }) => leg !== "get stream" && (status < 300 || status > 399),
);

/** What clients take without the adapter; what is forwarded they must take with it. */
const evidence: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(new URL("./evidence-responses.json", import.meta.url), "utf8"),
);

for (const name of names) {
  test(`what the client ${name} takes`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-attack-"));
    const open: { close(): Promise<void> }[] = [];
    t.after(async () => {
      for (const part of open.toReversed()) await part.close();
      rmSync(folder, { recursive: true, force: true });
    });
    const opened = <T extends { close(): Promise<void> }>(part: T): T => {
      open.push(part);
      return part;
    };
    const record = join(folder, "seen.jsonl");
    writeFileSync(record, "");
    const seen = recordReader<Seen>(record);
    const server = opened(await startAnswering());
    const adapter = opened(await startAdapter({ config: watchingConfig(record) }));
    const envoy = opened(
      await startTestEnvoy({
        adapter: adapter.address,
        upstream: { host: "127.0.0.1", port: server.port, http2: false },
      }),
    );
    const client = opened(startClient(name));
    for (const one of cases) {
      await t.test(one.name, async () => {
        server.next(one);
        const mustArrive = one.expect === "forwarded" && (evidence[one.name]?.includes(name) ?? false);
        const taken = await client.call(
          `http://127.0.0.1:${envoy.port}/mcp`,
          mustArrive ? longPatience : patience,
        );
        const allowed = seen().filter(({ denied }) => !denied);
        const text = JSON.stringify(taken);
        assert.ok(!text.includes(marker), text);
        if (taken.result !== undefined) {
          assert.ok(
            textsOf(taken.result).every((part) => JSON.stringify(allowed).includes(JSON.stringify(part))),
            `no plugin saw ${text}`,
          );
        }
        if (mustArrive) assert.ok(textsOf(taken.result).length > 0, text);
      });
    }
  });
}

/** The texts of a result's content. */
function textsOf(result: unknown): string[] {
  const { content } = result as { content?: unknown };
  return Array.isArray(content)
    ? content.flatMap(({ text }) => (typeof text === "string" ? [text] : []))
    : [];
}
