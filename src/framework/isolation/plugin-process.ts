import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import type { Clock } from "../clock.ts";
import type { IsolatedConfig } from "./config.ts";
import { createFrameReader, encodeFrame } from "./frames.ts";
import {
  type LogLine,
  type RemoteError,
  type Reply,
  type Request,
  readLogLine,
  readReply,
} from "./protocol.ts";
import { watchProcess } from "./watchdog.ts";

export type ProcessConfig = Pick<IsolatedConfig, "limits" | "environment" | "allow">;

export interface ProcessEvents {
  reply(reply: Reply): void;
  log(line: LogLine): void;
  /** Once, as soon as the process is of no use any more; nothing else is told afterwards. */
  end(error: RemoteError): void;
}

/** A process that runs one plugin. It does not keep this one alive. */
export interface PluginProcess {
  readonly pid: number | undefined;
  /** Whether memory and CPU time can be watched here. */
  readonly watched: boolean;
  /** False: the request is longer than `max_message_bytes`, and was not sent. */
  send(request: Request): boolean;
  /** How many calls are under way, whenever that changes. */
  mark(callsUnderWay: number): void;
  /** Ends the process at once. `end` is told this error, unless it was told one before. */
  kill(error: RemoteError): void;
  /** Resolves when the process is gone. Waiting for it keeps this process alive. */
  exited(): Promise<void>;
}

const isSource = import.meta.url.endsWith(".ts");
const program = fileURLToPath(new URL(isSource ? "./child.ts" : "./child.js", import.meta.url));
/** Log lines a second; the process itself drops lines above 200. */
const maxLogLines = 500;
/** For reading what a process wrote before it ended. */
const lingerMs = 50;
const flags = {
  write_files: "--allow-fs-write=*",
  start_processes: "--allow-child-process",
  load_addons: "--allow-addons",
} as const;

/**
 * Starts a process for one plugin, by itself in a process group, with no handle of this one's but the pipe that the
 * messages go through, and with the environment that `config` gives.
 */
export function startPluginProcess(
  config: ProcessConfig,
  clock: Clock,
  events: ProcessEvents,
): PluginProcess {
  const { max_message_bytes } = config.limits;
  const child = spawn(process.execPath, nodeArguments(config), {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
    env: environmentOf(config),
    detached: true,
    windowsHide: true,
  });
  const channel = child.stdio[3] as Socket;
  const reader = createFrameReader(max_message_bytes);
  const gone = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  let ended = false;
  let second = 0;
  let lines = 0;
  const watchdog = child.pid === undefined ? undefined : watchProcess(child.pid, config.limits, clock, end);
  child.unref();
  channel.unref();

  child.once("error", (error) => end({ name: "ProcessNotStarted", message: error.message }));
  // What it answered before its end is still read: that is over with the event `close`.
  child.once("close", crashed);
  child.once("exit", () => clock.after(lingerMs, crashed));
  channel.once("end", () => clock.after(lingerMs, crashed));
  channel.on("error", crashed);
  channel.on("data", (chunk: Buffer) => {
    if (ended) return;
    const reading = reader.push(chunk);
    if (!reading.ok) return end({ name: "PluginProtocolError", message: reading.message });
    for (const { kind, value } of reading.frames) {
      if (ended) return;
      if (kind === "log") readLog(value);
      else {
        const reply = readReply(value);
        if (reply === undefined) end({ name: "PluginProtocolError", message: "a message that is no reply" });
        else events.reply(reply);
      }
    }
  });

  function crashed(): void {
    if (ended) return;
    const { exitCode, signalCode } = child;
    const how =
      exitCode === null && signalCode === null
        ? "the process closed its pipe"
        : `the process ended with ${signalCode ?? `exit code ${exitCode}`}`;
    end({ name: "PluginCrash", message: how });
  }

  function readLog(value: unknown): void {
    const now = Math.floor(clock.now() / 1000);
    if (now !== second) [second, lines] = [now, 0];
    const line = readLogLine(value);
    if (++lines > maxLogLines || line === undefined) {
      end({ name: "PluginProtocolError", message: "too many log lines, or none" });
    } else events.log(line);
  }

  function end(error: RemoteError): void {
    if (ended) return;
    ended = true;
    watchdog?.stop();
    killGroup(child, config.allow.includes("start_processes"));
    channel.destroy();
    events.end(error);
  }

  return {
    pid: child.pid,
    watched: watchdog?.watching ?? false,
    send(request) {
      const frame = encodeFrame("message", JSON.stringify(request), max_message_bytes);
      if (frame === undefined) return false;
      if (!ended) channel.write(frame);
      return true;
    },
    mark: (callsUnderWay) => watchdog?.mark(callsUnderWay),
    kill: end,
    exited() {
      child.ref();
      return gone;
    },
  };
}

function nodeArguments({ limits, allow }: ProcessConfig): string[] {
  return [
    // The rest is for Node itself, its threads and what lies outside of the heap.
    `--max-old-space-size=${Math.max(24, limits.memory_mb - 64)}`,
    ...(isSource ? ["--conditions=plugins-adapter-source"] : []),
    "--permission",
    "--allow-fs-read=*",
    "--allow-worker",
    ...allow.map((permission) => flags[permission]),
    program,
    String(limits.max_message_bytes),
    String(process.pid),
  ];
}

function environmentOf({ environment }: ProcessConfig): Record<string, string> {
  const zone = process.env["TZ"];
  return { ...(zone !== undefined && { TZ: zone }), ...environment };
}

/** With its group, which the processes that it was allowed to start are in. */
function killGroup(child: ChildProcess, hasChildren: boolean): void {
  if (child.pid === undefined) return;
  if ((child.exitCode !== null || child.signalCode !== null) && !hasChildren) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}
