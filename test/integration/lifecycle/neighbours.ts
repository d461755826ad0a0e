/** Streams of a well-behaved Envoy, half way through while somebody else misbehaves. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { TestContext } from "node:test";
import { type Client, status } from "@grpc/grpc-js";
import { body, connectExtProc, type ExtProcStream, headers, openStream } from "../compat/ext-proc-client.ts";
import { type AdapterProcess, startAdapter } from "../parts/adapter.ts";
import { liveExchanges } from "./metrics.ts";
import { call, masked, result, secret, secretsConfig } from "./secrets.ts";
import { until } from "./until.ts";

export const requestHead = headers("request", {
  ":method": "POST",
  ":path": "/mcp",
  "content-type": "application/json",
});
export const jsonHead = headers("response", { ":status": "200", "content-type": "application/json" });

/**
 * Starts an adapter, lets two exchanges begin, one on the hostile peer's connection and one on another, lets `attack`
 * happen, and sees that both end as they should, nothing is left behind and memory has not grown much.
 * @param sharing false: the attack breaks the connection that it is made on, so nobody shares it
 */
export async function besides(
  t: TestContext,
  sharing: boolean,
  attack: (hostile: Client, adapter: AdapterProcess) => Promise<void>,
): Promise<void> {
  const adapter = await startAdapter({ config: secretsConfig() });
  t.after(() => adapter.close());
  const hostile = connectExtProc(t, adapter.address);
  const friend = connectExtProc(t, adapter.address);
  const neighbours = await Promise.all((sharing ? [hostile, friend] : [friend]).map(begin));
  await attack(hostile, adapter);
  for (const neighbour of neighbours) await finish(neighbour);
  await finish(await begin(friend));
  hostile.close();
  await until(async () => (await liveExchanges(adapter)) === 0);
  assert.ok(residentMegabytes(adapter.pid) < 400, `${residentMegabytes(adapter.pid)} MB`);
  assert.doesNotMatch(adapter.output(), /"level":(50|60)/);
  assert.equal((await adapter.management("/readyz")).status, 200);
}

async function begin(client: Client): Promise<ExtProcStream> {
  const stream = openStream(client);
  stream.send(requestHead);
  assert.ok((await stream.reply())?.request_headers);
  return stream;
}

async function finish(stream: ExtProcStream): Promise<void> {
  stream.send(body("request", call(1)));
  const edited = (await stream.reply())?.request_body?.response?.body_mutation?.body;
  assert.ok(edited && !edited.includes(secret));
  stream.send(jsonHead);
  assert.ok((await stream.reply())?.response_headers);
  stream.send(body("response", result(1)));
  assert.equal((await stream.reply())?.response_body?.response?.body_mutation?.body?.toString(), masked(1));
  stream.end();
  assert.equal((await stream.status).code, status.OK);
}

/** Memory that a process holds, where the system tells it in `/proc`; else 0. */
export function residentMegabytes(pid: number): number {
  try {
    const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return Number(line?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
