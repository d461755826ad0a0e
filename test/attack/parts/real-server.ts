import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { startAdapter } from "../../integration/parts/adapter.ts";
import { startTestEnvoy } from "../../integration/parts/envoy.ts";
import { watchingConfig } from "./adapter-config.ts";
import { openedFor } from "./opened.ts";
import { type Ran, recordReader, type Seen } from "./seen.ts";
import { type ServerName, startServer } from "./servers.ts";

/** Envoy with the adapter and its watching plugin, before a real server; what that ran and the plugin saw since asked last. */
export async function startBeforeServer(t: TestContext, name: ServerName, asks = false) {
  const { folder, opened } = openedFor(t);
  const records = { ran: join(folder, "ran.jsonl"), seen: join(folder, "seen.jsonl") };
  writeFileSync(records.seen, "");
  const server = opened(await startServer(name, records.ran, asks));
  const adapter = opened(await startAdapter({ config: watchingConfig(records.seen) }));
  const upstream = { host: "127.0.0.1", port: server.port, http2: false };
  const envoy = opened(await startTestEnvoy({ adapter: adapter.address, upstream }));
  const seen = recordReader<Seen>(records.seen);
  const newlyRan = recordReader<Ran>(records.ran);
  return { server, envoy, seen, newlyRan };
}
