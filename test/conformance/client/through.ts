/** Starts an Envoy in front of the server that the last argument names, as THROUGH says, and the client on it. */
import { startTestEnvoy, withoutAdapter } from "../../integration/parts/envoy.ts";
import type { Through } from "./run-scenario.ts";

const { adapter, envoy: options } = JSON.parse(process.env.THROUGH ?? "") as Through;
const url = new URL(process.argv.pop() ?? "");
const upstream = { host: "127.0.0.1", port: Number(url.port) };
const envoy = await startTestEnvoy(
  { ...options, upstream, ...(adapter !== undefined && { adapter }) },
  adapter === undefined ? withoutAdapter : undefined,
);
url.host = `127.0.0.1:${envoy.port}`;
process.argv.push(url.href);
try {
  await import("./client.ts");
} finally {
  await envoy.close();
}
