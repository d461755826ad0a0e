import type { Clock } from "../clock.ts";
import type { PluginLog } from "../plugin.ts";
import { ranOutOfTime } from "../stop-reason.ts";
import { HandlerTimeout, type Unanswered } from "../timeout.ts";
import type { IsolatedConfig } from "./config.ts";
import type { PluginProcess } from "./plugin-process.ts";
import type { PluginOrder, RemoteError, Reply, Request } from "./protocol.ts";
import { remoteError } from "./remote-error.ts";
import { createRestarts } from "./restarts.ts";
import { startPlugin } from "./start-plugin.ts";

/** A plugin in a process of its own, which is started again when it ends. */
export interface Supervisor {
  /** Starts the process and the plugin in it. Rejects with what went wrong; there is no process then. */
  start(): Promise<void>;
  /**
   * Asks the plugin. Resolves to what it answered, unread. Rejects with the class and message of its error, with
   * {@link HandlerTimeout}, or with what happened to the process.
   */
  ask(make: (id: number) => Request, signal?: AbortSignal): Promise<unknown>;
  /** Lets the plugin shut down, at most `call_timeout_ms`, and ends the process. Later calls fail. */
  stop(): Promise<void>;
  /** Of the process that runs now, for tests and diagnosis. */
  pid(): number | undefined;
}

interface Call {
  readonly make: (id: number) => Request;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  id: number;
  /** Its process ended while it and others were under way: it is asked again, with no others. */
  alone: boolean;
  /** Nobody waits any more; the process has not yet said that it knows. */
  abandoned: boolean;
  cancelTimer: () => void;
}

/** For a process that is alive to take note of an aborted call. */
const abortGraceMs = 250;

/** Nothing is started before `start`. */
export function createSupervisor(
  config: Pick<IsolatedConfig, "limits" | "environment" | "allow">,
  order: PluginOrder,
  log: PluginLog,
  clock: Clock,
): Supervisor {
  const { limits } = config;
  const restarts = createRestarts(limits);
  let state: "new" | "starting" | "running" | "waiting" | "given up" = "new";
  let stopping = false;
  let running: PluginProcess | undefined;
  let lastId = 0;
  let queue: Call[] = [];
  const underWay = new Map<number, Call>();
  let cancelRestart = () => {};
  let warned = false;

  function launch(): Promise<void> {
    state = "starting";
    return new Promise((resolve, reject) => {
      const launched = startPlugin(config, order, "running", clock, {
        log: (line) => log[line.level](line.fields, line.message),
        reply,
        started(answer) {
          const [problem] = answer.problems;
          if (problem !== undefined) {
            launched.kill({ name: "PluginNotLoaded", message: problem.message });
            return;
          }
          state = "running";
          resolve();
          pump();
        },
        end(error) {
          running = undefined;
          const wasRunning = state === "running";
          if (!stopping) log.warn({ error: error.name }, "plugin process ended");
          state = "waiting";
          void launched.exited().then(() => reject(remoteError(error)));
          if (wasRunning) recover(error);
        },
      });
      running = launched;
      if (launched.pid !== undefined && !launched.watched && !warned) {
        warned = true;
        log.warn({}, "memory and CPU time of plugin processes cannot be watched on this system");
      }
    });
  }

  /** Calls that were alone in the process have ended it; of several, nobody knows which. */
  function recover(error: RemoteError): void {
    const lost = [...underWay.values()];
    underWay.clear();
    for (const call of lost) call.cancelTimer();
    const waiting = lost.filter(({ abandoned }) => !abandoned);
    if (lost.length === 1 || stopping) {
      for (const call of waiting) call.reject(remoteError(error));
    } else {
      for (const call of waiting) {
        call.alone = true;
        limitWaiting(call);
      }
      queue = [...waiting, ...queue];
    }
    restart();
  }

  /** False: not now. */
  function restart(): boolean {
    if (stopping) return false;
    const delay = restarts.next(clock.now());
    if (delay === undefined) {
      state = "given up";
      log.error(
        { max_restarts: limits.max_restarts },
        "plugin process ended too often: its calls fail for now",
      );
      emptyQueue();
      return false;
    }
    state = "waiting";
    const again = () => void launch().catch(restart);
    if (delay === 0) again();
    else cancelRestart = clock.after(delay, again);
    return true;
  }

  function emptyQueue(): void {
    for (const call of queue.splice(0)) {
      call.cancelTimer();
      call.reject(unavailable());
    }
  }

  function pump(): void {
    while (state === "running" && queue.length > 0 && underWay.size < limits.max_concurrent_calls) {
      const [next] = queue;
      const [one] = underWay.values();
      if (next === undefined || one?.alone === true || (next.alone && underWay.size > 0)) return;
      queue.shift();
      dispatch(next);
    }
  }

  function dispatch(call: Call): void {
    call.cancelTimer();
    call.id = ++lastId;
    if (running?.send(call.make(call.id)) !== true) {
      const message = `a call of more than ${limits.max_message_bytes} bytes`;
      call.reject(remoteError({ name: "PluginMessageTooLarge", message }));
      return;
    }
    underWay.set(call.id, call);
    running.mark(underWay.size);
    call.cancelTimer = clock.after(limits.call_timeout_ms, () => {
      call.abandoned = true;
      call.reject(new HandlerTimeout(limits.call_timeout_ms));
      const { id } = call;
      running?.send({ type: "abort", id, end: "timed_out" });
      call.cancelTimer = clock.after(abortGraceMs, () => {
        running?.kill({ name: "PluginHangs", message: "the process does not answer" });
      });
    });
  }

  /** A process that has to start first may take its time for it. */
  function limitWaiting(call: Call): void {
    const limitMs = limits.call_timeout_ms + (state === "running" ? 0 : limits.start_timeout_ms);
    call.cancelTimer = clock.after(limitMs, () => {
      queue = queue.filter((waiting) => waiting !== call);
      call.reject(new HandlerTimeout(limitMs));
    });
  }

  function reply(answer: Reply): void {
    const call = underWay.get(answer.id);
    if (call === undefined) {
      running?.kill({ name: "PluginProtocolError", message: "an answer to no call" });
      return;
    }
    underWay.delete(answer.id);
    call.cancelTimer();
    running?.mark(underWay.size);
    restarts.succeeded();
    if (answer.ok) call.resolve(answer.value);
    else call.reject(remoteError(answer.error));
    pump();
  }

  /** The exchange is over: the call leaves the queue, or the plugin is told, and keeps its time limit. */
  function abandon(call: Call, end: Unanswered): void {
    if (call.abandoned) return;
    call.abandoned = true;
    call.reject(remoteError({ name: "Aborted", message: "nobody waits for the answer" }));
    if (underWay.has(call.id)) running?.send({ type: "abort", id: call.id, end });
    else if (queue.includes(call)) {
      call.cancelTimer();
      queue = queue.filter((waiting) => waiting !== call);
    }
  }

  return {
    start: launch,
    pid: () => running?.pid,
    ask(make, signal) {
      if (state === "new" || stopping || signal?.aborted) return Promise.reject(unavailable());
      if (state === "given up" && !restart()) return Promise.reject(unavailable());
      return new Promise((resolve, reject) => {
        const call = newCall(make, resolve, reject);
        queue.push(call);
        pump();
        if (queue.at(-1) === call) {
          if (queue.length > limits.max_queue) {
            queue.pop();
            reject(
              remoteError({ name: "PluginQueueFull", message: `more than ${limits.max_queue} calls wait` }),
            );
            return;
          }
          limitWaiting(call);
        }
        const stop = () => abandon(call, signal !== undefined && ranOutOfTime(signal) ? "timed_out" : "cut");
        signal?.addEventListener("abort", stop, { once: true });
      });
    },
    async stop() {
      stopping = true;
      cancelRestart();
      const last = running;
      if (state === "running") {
        await new Promise<void>((resolve) => {
          const done = () => resolve();
          dispatch(newCall((id) => ({ type: "shutdown", id }), done, done));
        });
      }
      emptyQueue();
      last?.kill({ name: "PluginStopped", message: "the plugin is shut down" });
      await last?.exited();
    },
  };
}

function newCall(make: Call["make"], resolve: Call["resolve"], reject: Call["reject"]): Call {
  return { make, resolve, reject, id: 0, alone: false, abandoned: false, cancelTimer() {} };
}

function unavailable(): Error {
  return remoteError({ name: "PluginUnavailable", message: "the plugin's process does not run" });
}
