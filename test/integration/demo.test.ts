import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import net from "node:net";
import { type TestContext, test } from "node:test";
import { type DemoPorts, portConflict, portTable } from "../../src/commands/demo/ports.ts";
import { freePort, fromSource } from "./parts/adapter.ts";
import { envoyBinary } from "./parts/envoy.ts";

async function freePorts(): Promise<DemoPorts> {
  const ports: Record<string, number> = {};
  for (const name of Object.keys(portTable)) ports[name] = await freePort();
  return ports as DemoPorts;
}

/** The command itself, as a user starts it. `until` resolves when its output holds the text, or at its end. */
function startDemo(t: TestContext, ports: DemoPorts, ...flags: string[]) {
  const portFlags = Object.entries(ports).flatMap(([name, port]) => [
    portTable[name as keyof DemoPorts].flag,
    String(port),
  ]);
  const [program, ...args] = fromSource;
  const child = spawn(program as string, [...args, "demo", ...portFlags, ...flags], {
    env: { ...process.env, ENVOY_BIN: envoyBinary() },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let changed = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      changed();
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  t.after(async () => {
    child.kill("SIGINT");
    await exited;
  });
  const until = (text: string) =>
    new Promise<void>((resolve) => {
      changed = () => {
        if (output.includes(text)) resolve();
      };
      changed();
      void exited.then(() => resolve());
    });
  return { output: () => output, exited, until, signal: (name: NodeJS.Signals) => child.kill(name) };
}

for (const flags of [[], ["--override"]]) {
  test(`every step of the tour does what it says ${flags.join(" ")}`, async (t) => {
    const demo = startDemo(t, await freePorts(), "--once", ...flags);
    assert.equal(await demo.exited, 0, demo.output());
    assert.match(demo.output(), /\n6 of 6 steps did what they say\.\n$/);
    assert.doesNotMatch(demo.output(), /✗|4111/);
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    const [, told = ""] = /^```\n(3\. A destructive[\s\S]*?)^```$/m.exec(readme) ?? [];
    assert.notEqual(told, "");
    assert.ok(demo.output().includes(told), "what the README shows is printed");
  });
}

test("it stays up after the tour, and Ctrl-C ends every part of it", async (t) => {
  const ports = await freePorts();
  const demo = startDemo(t, ports);
  await demo.until("Ctrl-C ends everything.");
  assert.equal((await fetch(`http://127.0.0.1:${ports.admin}/ready`)).status, 200, demo.output());
  demo.signal("SIGINT");
  assert.equal(await demo.exited, 0, demo.output());
  assert.equal(await portConflict(ports), undefined);
});

test("a port in use is one sentence, and nothing was started", async (t) => {
  const server = net.createServer().listen(0, "127.0.0.1");
  t.after(() => server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as net.AddressInfo;
  const demo = startDemo(t, { ...(await freePorts()), adapter: port }, "--once");
  assert.equal(await demo.exited, 2);
  assert.equal(
    demo.output(),
    `Port ${port}, wanted for the adapter, is in use; choose another with --adapter-port.\n`,
  );
});
