import { connect, type Socket } from "node:net";
import type { UnixSocketBlock } from "../config/plugin-service-schema.ts";
import { answerBytes, type Connection, type ServerSettings } from "./connection.ts";
import { ExternalConnectionError, ExternalServerError } from "./errors.ts";
import { configRequest, configText, hookRequest, hookText } from "./plugin-service.ts";

/** Longest message that cpex's server takes. */
const longestMessage = 16 * 1_048_576;
/** Before each message stands its length, a big-endian number of so many bytes. */
const prefix = 4;

/**
 * Connects to a server of ContextForge's plugin service over a unix socket. Its messages have no ids: an answer is the
 * next thing on the socket of its question. So each call has a socket to itself, from those that are idle, and one
 * whose call did not end with exactly one answer is closed.
 */
export async function connectUnixSocket(
  block: UnixSocketBlock,
  settings: ServerSettings,
  signal: AbortSignal,
): Promise<Connection> {
  const limit = Math.min(answerBytes(settings.config), longestMessage);
  const sockets = new Set<Socket>();
  const idle: Socket[] = [];
  let closed = false;

  async function ask(request: Buffer, given: AbortSignal): Promise<Buffer> {
    if (request.length > longestMessage)
      throw new ExternalServerError("the call is longer than the server takes");
    const socket = idle.pop() ?? (await dial(given));
    try {
      const answer = await exchange(socket, request, limit, given);
      keep(socket);
      return answer;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  async function dial(given: AbortSignal): Promise<Socket> {
    const socket = await connected(block.path, given);
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => {
      sockets.delete(socket);
      const at = idle.indexOf(socket);
      if (at >= 0) idle.splice(at, 1);
    });
    return socket;
  }

  function keep(socket: Socket): void {
    if (closed || socket.destroyed) return void socket.destroy();
    idle.push(socket);
    // Nobody asked for what comes now.
    socket.once("data", () => socket.destroy());
  }

  /** There is no health check in the protocol: the server has to know the plugin. */
  async function check(given: AbortSignal): Promise<void> {
    const answer = configText(await ask(configRequest(settings.plugin), given));
    if (answer === "{}") throw new ExternalServerError("the server has no plugin of this name");
  }

  async function close(): Promise<void> {
    closed = true;
    for (const socket of sockets) socket.destroy();
  }

  try {
    await check(signal);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    // As in ContextForge, the plugin's configuration at its server does not count over this transport.
    tools: new Set(["invoke_hook"]),
    call: async (_, args, given) => hookText(await ask(hookRequest(args), given)),
    check,
    close,
  };
}

function connected(path: string, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    const stop = () => {
      socket.destroy();
      reject(late());
    };
    const fail = ({ code = "" }: NodeJS.ErrnoException) => {
      signal.removeEventListener("abort", stop);
      reject(new ExternalConnectionError(`the server cannot be reached: ${code}`));
    };
    socket.once("error", fail);
    socket.once("connect", () => {
      signal.removeEventListener("abort", stop);
      socket.removeListener("error", fail);
      resolve(socket);
    });
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
  });
}

const late = () => new ExternalServerError("the server did not answer in time");

/** Sends one message and reads one. */
function exchange(socket: Socket, request: Buffer, limit: number, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let answer: Buffer = Buffer.alloc(1024);
    let size = 0;
    const end = (settle: () => void) => {
      socket.removeListener("data", read).removeListener("close", lost);
      signal.removeEventListener("abort", stop);
      settle();
    };
    const stop = () => end(() => reject(late()));
    const lost = () => end(() => reject(new ExternalConnectionError("the connection was lost")));
    const read = (chunk: Buffer) => {
      answer = joined(answer, size, chunk);
      size += chunk.length;
      if (size < prefix) return;
      const whole = prefix + answer.readUInt32BE();
      if (whole > prefix + limit)
        end(() => reject(new ExternalServerError("the server's answer is too large")));
      else if (size > whole) end(() => reject(new ExternalServerError("the server answered twice")));
      else if (size === whole) end(() => resolve(answer.subarray(prefix, whole)));
    };
    socket.removeAllListeners("data").on("data", read).once("close", lost);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) return stop();
    if (socket.destroyed) return lost();
    const header = Buffer.alloc(prefix);
    header.writeUInt32BE(request.length);
    socket.write(Buffer.concat([header, request]));
  });
}

/** `buffer`, filled up to `size`, with `chunk` behind; chunks of a byte each cost no more than that. */
function joined(buffer: Buffer, size: number, chunk: Buffer): Buffer {
  const needed = size + chunk.length;
  const target = needed <= buffer.length ? buffer : Buffer.alloc(Math.max(needed, buffer.length * 2));
  if (target !== buffer) buffer.copy(target, 0, 0, size);
  chunk.copy(target, size);
  return target;
}
