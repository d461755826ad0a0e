/** What is measured: Envoy alone, and Envoy with the adapter in each shipped variant; all up at the same time. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { variants } from "../../src/envoy-config/modes.ts";
import { startAdapter } from "../integration/parts/adapter.ts";
import { startTestEnvoy, withoutAdapter } from "../integration/parts/envoy.ts";
import { benchConfig, probe } from "./cases.ts";
import { post } from "./load.ts";

export type Subject = {
  readonly name: string;
  readonly port: number;
  readonly envoyPid: number;
  readonly adapterPid?: number;
};

export type Subjects = { readonly all: readonly Subject[]; close(): Promise<void> };

/** The first subject is the one to compare with. */
export async function startSubjects(program: readonly string[]): Promise<Subjects> {
  const open: { close(): Promise<void> }[] = [];
  const close = async () => {
    for (const part of open.toReversed()) await part.close();
  };
  try {
    const server = await startServer();
    open.push(server);
    const upstream = { host: "127.0.0.1", port: server.port };
    const alone = await startTestEnvoy({ upstream, accessLogPath: null }, withoutAdapter);
    open.push(alone);
    const all: Subject[] = [{ name: "Envoy alone", port: alone.port, envoyPid: alone.pid }];
    for (const variant of variants) {
      const adapter = await startAdapter({ program, config: benchConfig });
      open.push(adapter);
      const envoy = await startTestEnvoy({
        variant,
        upstream,
        adapter: adapter.address,
        accessLogPath: null,
      });
      open.push(envoy);
      await mustInspect(envoy.port);
      all.push({
        name: `with adapter, ${variant}`,
        port: envoy.port,
        envoyPid: envoy.pid,
        adapterPid: adapter.pid,
      });
    }
    return { all, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Figures of an adapter that inspects nothing would be good, and worthless. */
async function mustInspect(port: number): Promise<void> {
  const call = (query: string) =>
    Buffer.from(
      JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: { name: "t", arguments: { query } },
      }),
    );
  const masked = await post(port, "/probe", call("x"));
  if (!masked.text.includes("on file") || masked.text.includes(probe.card)) {
    throw new Error(`a planted card was not masked: ${masked.status} ${masked.text.slice(0, 200)}`);
  }
  const denied = await post(port, "/probe", call(probe.word));
  if (!denied.text.includes('"error"')) throw new Error(`a planted word was not denied: ${denied.status}`);
}

async function startServer(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("server.ts", import.meta.url))], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const exited = once(child, "exit");
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout as NonNullable<typeof child.stdout> }), "line"),
    exited.then(() => Promise.reject(new Error("the benchmark's server did not start"))),
  ])) as [string];
  return {
    port: Number(line),
    async close() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
