/**
 * A real Redis in a folder of its own, on a unix socket, and a door before it that may stall or shut.
 *
 *   const redis = await startRedis(t);             // redis.url: unix://…
 *   const door = await openDoor(t, redis.socket);  // door.url: redis://127.0.0.1:…
 *   door.stall(); door.shut(); door.open();
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { redisServer } from "../peers.ts";

export interface Redis {
  readonly url: string;
  readonly socket: string;
  /** The replies as Redis writes them, over a connection of the test's own. */
  command(...commands: readonly (readonly string[])[]): Promise<string>;
  /** Kills it, with what it holds. */
  stop(): Promise<void>;
  /** Starts it again, empty. */
  start(): Promise<void>;
}

/** Ends with the test. @param args more options of redis-server */
export async function startRedis(t: TestContext, args: readonly string[] = []): Promise<Redis> {
  const folder = mkdtempSync(join(tmpdir(), "plugins-adapter-redis-"));
  const socket = join(folder, "redis.sock");
  const own = ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", folder];
  let stop = async () => {};

  async function start(): Promise<void> {
    const child = spawn(redisServer(), [...own, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let gone = false;
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    const exited = new Promise<void>((resolve) => {
      child.once("error", () => resolve()).once("close", () => resolve());
    });
    void exited.then(() => {
      gone = true;
    });
    stop = async () => {
      child.kill("SIGKILL");
      await exited;
      // A killed one leaves its socket's file, which is no sign of life.
      rmSync(socket, { force: true });
    };
    for (const deadline = Date.now() + 60_000; !output.includes("eady to accept"); await wait(10))
      if (gone || Date.now() > deadline) throw new Error(`redis-server did not start:\n${output}`);
  }

  t.after(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await start();
  return {
    url: `unix://${socket}`,
    socket,
    command: (...commands) => ask(socket, commands),
    stop: () => stop(),
    start,
  };
}

function ask(socket: string, commands: readonly (readonly string[])[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const connection = net.connect(socket);
    let reply = "";
    connection.setEncoding("utf8").once("error", reject);
    connection.on("data", (text: string) => {
      reply += text;
    });
    connection.once("close", () => resolve(reply));
    const bulk = (part: string) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`;
    const array = (command: readonly string[]) => `*${command.length}\r\n${command.map(bulk).join("")}`;
    connection.end(commands.map(array).join(""));
  });
}

export interface Door {
  readonly url: string;
  readonly port: number;
  /** Nothing more passes, either way; connections are taken and stay. */
  stall(): void;
  /** Connections end, new ones are refused. */
  shut(): Promise<void>;
  /** As it was at first. Connections that stalled go on. */
  open(): Promise<void>;
  /** Ends the connections that there are. */
  cut(): void;
  readonly connections: number;
}

/** A TCP port of 127.0.0.1 before a unix socket. Ends with the test. */
export async function openDoor(t: TestContext, socket: string): Promise<Door> {
  const pairs = new Set<readonly [net.Socket, net.Socket]>();
  let stalled = false;
  const server = net.createServer((outer) => {
    const inner = net.connect(socket);
    const pair = [outer, inner] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [inner, outer]] as const) {
      from.on("data", (bytes) => to.write(bytes));
      from.on("error", () => {});
      from.on("close", () => {
        to.destroy();
        pairs.delete(pair);
      });
      if (stalled) from.pause();
    }
  });
  const cut = () => {
    for (const pair of pairs) for (const each of pair) each.destroy();
  };
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(port, "127.0.0.1", () => resolve());
    });
  const shut = () =>
    new Promise<void>((resolve) => {
      cut();
      server.close(() => resolve());
      cut();
    });
  await listen(0);
  const { port } = server.address() as net.AddressInfo;
  t.after(() => (server.listening ? shut() : undefined));
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    stall() {
      stalled = true;
      for (const pair of pairs) for (const each of pair) each.pause();
    },
    shut,
    async open() {
      stalled = false;
      for (const pair of pairs) for (const each of pair) each.resume();
      if (!server.listening) await listen(port);
    },
    cut,
    get connections() {
      return pairs.size;
    },
  };
}
