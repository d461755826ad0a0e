/**
 * The process of one isolated plugin: reads requests from file descriptor 3, runs the plugin, writes replies there.
 * Started by `plugin-process.ts` with two arguments: the limit of a message in bytes, and the adapter's process id.
 */
import { writeSync } from "node:fs";
import { Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { errorClass, errorMessage } from "../error-class.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import type { PluginLog } from "../plugin.ts";
import { topFrame } from "../top-frame.ts";
import { createFrameReader, encodeFrame, maxLogBytes } from "./frames.ts";
import { createHostedPlugin } from "./hosted-plugin.ts";
import type { LogLevel, Reply, Request } from "./protocol.ts";

const channelDescriptor = 3;
const maxBytes = Number(process.argv[2]);
const adapter = Number(process.argv[3]);
const channel = new Socket({ fd: channelDescriptor, readable: true, writable: true });
const reader = createFrameReader(maxBytes);
const hosted = createHostedPlugin(forwardingLog());
/** Aborted calls: whatever they answer later, nobody waits for. */
const running = new Set<number>();

watchAdapter();
// The adapter closes its end, or is gone. A plugin may have handlers of `exit`: they are not asked.
for (const event of ["end", "close", "error"]) channel.on(event, die);
process.on("uncaughtExceptionMonitor", (error) => {
  const at = topFrame(error);
  const fields = { error: errorClass(error), ...(at !== undefined && { at }) };
  const line = encodeFrame(
    "log",
    JSON.stringify(logLine("error", fields, "plugin process crashed")),
    maxLogBytes,
  );
  try {
    if (line !== undefined) writeSync(channelDescriptor, line);
  } catch {
    // The adapter sees the end of the process all the same.
  }
});
channel.on("data", (chunk: Buffer) => {
  const reading = reader.push(chunk);
  if (!reading.ok) return die();
  for (const { value } of reading.frames) void handle(value as Request);
});

async function handle(request: Request): Promise<void> {
  const { id } = request;
  if (request.type === "abort") {
    hosted.abort(id, request.end);
    if (running.delete(id)) reply({ id, ok: false, error: { name: "Aborted", message: "" } });
    return;
  }
  running.add(id);
  let answer: Reply;
  try {
    answer = { id, ok: true, value: (await hosted.handle(request)) ?? null };
  } catch (error) {
    const message = errorMessage(error).slice(0, 4000);
    answer = { id, ok: false, error: { name: errorClass(error), message, at: topFrame(error) } };
  }
  if (running.delete(id)) reply(answer);
}

function reply(answer: Reply): void {
  const frame = encodeFrame("message", JSON.stringify(answer), maxBytes);
  if (frame !== undefined) channel.write(frame);
  else {
    const message = `an answer of more than ${maxBytes} bytes`;
    reply({ id: answer.id, ok: false, error: { name: "AnswerTooLarge", message } });
  }
}

function die(): void {
  process.kill(process.pid, "SIGKILL");
}

/** A plugin in an endless loop never sees the pipe close: another thread looks whether the adapter is still there. */
function watchAdapter(): void {
  const watch = `const { workerData } = require("node:worker_threads");
    setInterval(() => { if (process.ppid !== workerData) process.kill(process.pid, "SIGKILL"); }, 500);`;
  const limits = { maxOldGenerationSizeMb: 4, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 };
  new Worker(watch, { eval: true, workerData: adapter, env: {}, resourceLimits: limits }).unref();
}

/** At most 200 lines a second; how many were left out is told with the next one. */
function forwardingLog(): PluginLog {
  let second = 0;
  let lines = 0;
  let dropped = 0;
  const write = (level: LogLevel) => (fields: object, message: string) => {
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) [second, lines] = [now, 0];
    if (++lines > 200) {
      dropped++;
      return;
    }
    const more = dropped > 0 ? { lines_dropped: dropped } : {};
    dropped = 0;
    const frame =
      encodeFrame("log", jsonOf(level, { ...fields, ...more }, message), maxLogBytes) ??
      encodeFrame("log", jsonOf(level, more, String(message).slice(0, 2000)), maxLogBytes);
    if (frame !== undefined) channel.write(frame);
  };
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

function jsonOf(level: LogLevel, fields: object, message: string): string {
  try {
    return JSON.stringify(logLine(level, fields as JsonObject, String(message)));
  } catch {
    return JSON.stringify(logLine(level, {}, String(message)));
  }
}

function logLine(level: LogLevel, fields: JsonObject, message: string): JsonValue {
  return { level, fields, message };
}
