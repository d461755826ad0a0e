import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { PlainObject } from "../../envoy-config/plain.ts";
import { startChild } from "./child.ts";

export type EnvoyStart = {
  readonly binary: string;
  /** The bootstrap; ports may be 0. */
  readonly config: PlainObject;
  /** An existing folder for the configuration, the log and the admin address. */
  readonly directory: string;
  readonly logLevel?: string;
  /** More command-line arguments. */
  readonly args?: readonly string[];
};

export type EnvoyProcess = {
  readonly pid: number;
  /** The ports in use, also where 0 was asked for. */
  readonly port: number;
  readonly adminPort: number;
  readonly logPath: string;
  /** Resolves when the process is gone, to its exit code (`null` after a signal). */
  readonly exited: Promise<number | null>;
  /** SIGTERM, then SIGKILL after three seconds. Resolves when the process is gone. */
  close(): Promise<void>;
};

/** Starts Envoy and resolves when it accepts traffic; rejects with the end of its log when it does not within `startLimitMs`. */
export async function startEnvoy(start: EnvoyStart): Promise<EnvoyProcess> {
  const { binary, config, directory, logLevel = "warning", args = [] } = start;
  const configPath = join(directory, "envoy.json");
  const adminPath = join(directory, "admin-address");
  const logPath = join(directory, "envoy.log");
  writeFileSync(configPath, JSON.stringify(config, null, 1));
  const child = startChild(
    binary,
    [
      "-c",
      configPath,
      "--admin-address-path",
      adminPath,
      "--disable-hot-restart",
      "--concurrency",
      "1",
      "-l",
      logLevel,
      ...args,
    ],
    { logPath, patienceMs: 3000 },
  );
  const { pid, exited, close } = child;
  const deadline = Date.now() + startLimitMs;
  while (!child.gone() && Date.now() < deadline) {
    const ports = await readyPorts(adminPath);
    if (ports !== undefined) return { pid, ...ports, logPath, exited, close };
    await wait(20);
  }
  await close();
  throw new Error(`Envoy did not start (${binary}):\n${child.logTail(8)}`);
}

const startLimitMs = 20_000;

/** Ports once the listener accepts; undefined before. Envoy writes the admin address when it has bound it. */
async function readyPorts(adminPath: string): Promise<{ port: number; adminPort: number } | undefined> {
  try {
    const admin = readFileSync(adminPath, "utf8").trim();
    if (!(await fetch(`http://${admin}/ready`)).ok) return undefined;
    const answer = (await (await fetch(`http://${admin}/listeners?format=json`)).json()) as Listeners;
    const port = answer.listener_statuses?.[0]?.local_address.socket_address.port_value;
    return port === undefined
      ? undefined
      : { port, adminPort: Number(admin.slice(admin.lastIndexOf(":") + 1)) };
  } catch {
    return undefined;
  }
}

type Listeners = {
  readonly listener_statuses?: readonly {
    readonly local_address: { readonly socket_address: { readonly port_value: number } };
  }[];
};
