/** One start of the adapter as a process of its own, watched until it is ready and for two idle seconds after. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Client, credentials } from "@grpc/grpc-js";

export type StartFigures = {
  /** From spawn to the log line. */
  readonly servingMs: number;
  /** From spawn until `/readyz` says 200 and gRPC health SERVING. */
  readonly readyMs: number;
  /** User and system, until the measurement of memory. The clock ticks every ten milliseconds. */
  readonly cpuMs: number;
  readonly rssMebibytes: number;
  /** What is shared with other processes, as Node's own code, counted by halves, thirds and so on. */
  readonly pssMebibytes: number;
};

const idleMs = 2000;
const patience = 60_000;

/** Rejects with the output of a process that ends first, or is not ready after a minute. */
export async function startOnce(program: readonly string[], config: string): Promise<StartFigures> {
  const directory = mkdtempSync(join(tmpdir(), "plugins-adapter-start-"));
  const [file, listen, management] = ["config.yaml", "a.sock", "m.sock"].map((name) =>
    join(directory, name),
  ) as [string, string, string];
  writeFileSync(file, config);
  const [command, ...first] = program;
  const began = performance.now();
  const child = spawn(
    command as string,
    [...first, "serve", "--config", file, "--listen", listen, "--management", management],
    { stdio: ["ignore", "pipe", "pipe"], timeout: patience },
  );
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let output = "";
  let servingMs = Number.NaN;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (Number.isNaN(servingMs) && output.includes('"msg":"serving"'))
        servingMs = performance.now() - began;
    });
  const going = () => {
    if (child.exitCode !== null || child.signalCode !== null || performance.now() - began > patience)
      throw new Error(`the adapter did not start:\n${output}`);
  };
  try {
    while (!(await accepts(management))) going();
    while ((await statusOf(management, "/readyz")) !== 200) going();
    while (!(await isServing(listen))) going();
    const readyMs = performance.now() - began;
    while (Number.isNaN(servingMs)) {
      going();
      await wait(1);
    }
    await wait(idleMs);
    const read = (name: string) => readFileSync(`/proc/${child.pid}/${name}`, "latin1");
    const stat = read("stat");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const memory = {
      rssMebibytes: mebibytes(read("status"), "VmRSS"),
      pssMebibytes: mebibytes(read("smaps_rollup"), "Pss"),
    };
    return {
      servingMs,
      readyMs,
      cpuMs: (Number(fields[11]) + Number(fields[12])) * 10,
      ...memory,
    };
  } finally {
    child.kill("SIGKILL");
    await closed;
    rmSync(directory, { recursive: true, force: true });
  }
}

function mebibytes(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1]) / 1024;
}

/** One try in a millisecond: what starts has a core to itself where there are two. */
async function accepts(path: string): Promise<boolean> {
  await wait(1);
  return new Promise((resolve) => {
    const socket = net.connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

function statusOf(socketPath: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http
      .get({ socketPath, path, agent: false }, (response) => {
        response.resume().on("end", () => resolve(response.statusCode ?? 0));
      })
      .on("error", reject);
  });
}

/** `grpc.health.v1.Health/Check` of the whole server: field 1 of the answer is 1, SERVING. */
function isServing(path: string): Promise<boolean> {
  const client = new Client(`unix:${path}`, credentials.createInsecure(), {
    "grpc.use_local_subchannel_pool": 1,
  });
  return new Promise((resolve) => {
    client.makeUnaryRequest(
      "/grpc.health.v1.Health/Check",
      (bytes: Buffer) => bytes,
      (bytes: Buffer) => bytes,
      Buffer.alloc(0),
      (error, answer) => {
        client.close();
        resolve(!error && answer?.equals(Buffer.of(8, 1)) === true);
      },
    );
  });
}
