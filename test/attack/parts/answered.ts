import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { EnvoyOptions } from "../../../src/envoy-config/options.ts";
import { startAdapter } from "../../integration/parts/adapter.ts";
import { startTestEnvoy } from "../../integration/parts/envoy.ts";
import { watchingConfig } from "./adapter-config.ts";
import { startAnswering } from "./answering.ts";
import { openedFor } from "./opened.ts";
import { recordReader, type Seen } from "./seen.ts";

/**
 * Envoy with the adapter and its watching plugin, before a server that answers what it is told to; ended with the
 * test, as is what else is `opened`, the latest first.
 */
export async function startAnswered(t: TestContext, options: Partial<EnvoyOptions> = {}) {
  const { folder, opened } = openedFor(t);
  const record = join(folder, "seen.jsonl");
  writeFileSync(record, "");
  const seen = recordReader<Seen>(record);
  const server = opened(await startAnswering());
  const adapter = opened(await startAdapter({ config: watchingConfig(record) }));
  const envoy = opened(
    await startTestEnvoy({
      adapter: adapter.address,
      upstream: { host: "127.0.0.1", port: server.port, http2: false },
      ...options,
    }),
  );
  return { opened, seen, server, envoy };
}
