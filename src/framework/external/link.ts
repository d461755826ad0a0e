import type { Clock } from "../clock.ts";
import { connect } from "./connect.ts";
import type { Connection, ServerSettings } from "./connection.ts";
import { ExternalConnectionError, ExternalServerError } from "./errors.ts";

/** A plugin server that is called over whatever connection there is. */
export interface Link {
  /** Makes the first connection. Rejects after three tries, or when `signal` fires. */
  open(signal: AbortSignal): Promise<Connection>;
  /** Runs work over the connection; with a lost one first connects again, and repeats work that failed by it. */
  run<T>(signal: AbortSignal, work: (connection: Connection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** As cpex has it: the first connection is tried three times, one and two seconds apart. */
const firstTries = { attempts: 3, delayMs: 1000 };
/** How long one try may take, whoever waits for it. */
const tryMs = 30_000;
/** A server that was not there is left alone for a while, doubling up to this: a program that dies is not started in a loop. */
const longestPauseMs = 5000;

export function createLink(settings: ServerSettings, clock: Clock): Link {
  const { server, config } = settings;
  const closed = new AbortController();
  let current: Promise<Connection> | undefined;
  const users = new WeakMap<Connection, number>();
  const givenUp = new WeakSet<Connection>();
  /** Those that are open, or on their way to be closed. */
  const live = new Map<Connection, Promise<void> | undefined>();
  let failures = 0;
  let notBefore = 0;

  function connection(tries: typeof firstTries): Promise<Connection> {
    if (current !== undefined) return current;
    if (closed.signal.aborted) return Promise.reject(new ExternalServerError("the plugin was shut down"));
    if (clock.now() < notBefore)
      return Promise.reject(new ExternalServerError("the server could not be reached a moment ago"));
    const made = attempt(tries, () => {
      if (current === made) current = undefined;
      made.then(giveUp, () => {});
    });
    current = made;
    made.then(
      (connected) => {
        failures = 0;
        live.set(connected, undefined);
      },
      () => {
        if (current === made) current = undefined;
        const pause = Math.min(
          Math.max(server.block.reconnect_delay, 0.05) * 1000 * 2 ** failures,
          longestPauseMs,
        );
        failures = Math.min(failures + 1, 30);
        notBefore = clock.now() + pause;
      },
    );
    return made;
  }

  async function attempt(tries: typeof firstTries, lost: () => void): Promise<Connection> {
    for (let count = 1; ; count++) {
      const deadline = new AbortController();
      const stop = () => deadline.abort();
      const cancel = clock.after(tryMs, stop);
      closed.signal.addEventListener("abort", stop, { once: true });
      try {
        return await connect(settings, deadline.signal, lost);
      } catch (error) {
        const again = error instanceof ExternalConnectionError && !closed.signal.aborted;
        if (!again || count >= tries.attempts) throw error;
      } finally {
        cancel();
        closed.signal.removeEventListener("abort", stop);
      }
      await pause(tries.delayMs * count, closed.signal, clock);
    }
  }

  /** A connection that one call failed by may still bring others their answers: the last one out closes it. */
  function leave(connected: Connection): void {
    const left = (users.get(connected) ?? 1) - 1;
    users.set(connected, left);
    if (left === 0 && givenUp.has(connected)) void end(connected);
  }

  function giveUp(connected: Connection): void {
    givenUp.add(connected);
    if ((users.get(connected) ?? 0) === 0) void end(connected);
  }

  function end(connected: Connection): Promise<void> {
    const closing = live.get(connected) ?? connected.close().finally(() => live.delete(connected));
    live.set(connected, closing);
    return closing;
  }

  async function run<T>(signal: AbortSignal, work: (connection: Connection) => Promise<T>): Promise<T> {
    const tries = { attempts: server.block.reconnect_attempts, delayMs: server.block.reconnect_delay * 1000 };
    for (let count = 0; ; count++) {
      const pending = connection(tries);
      const connected = await unless(signal, pending);
      users.set(connected, (users.get(connected) ?? 0) + 1);
      try {
        return await work(connected);
      } catch (error) {
        if (!(error instanceof ExternalConnectionError)) throw error;
        if (current === pending) current = undefined;
        givenUp.add(connected);
        if (count >= config.retry_attempts || signal.aborted) throw error;
      } finally {
        leave(connected);
      }
    }
  }

  return {
    open: (signal) => unless(signal, connection(firstTries)),
    run,
    async close() {
      closed.abort();
      const last = current;
      current = undefined;
      await last?.catch(() => {});
      await Promise.all([...live.keys()].map(end));
    },
  };
}

function pause(ms: number, signal: AbortSignal, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal.addEventListener("abort", done, { once: true });
  });
}

/** Waits for what others may wait for too; `signal` ends this waiting only. */
function unless<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new ExternalServerError("the server did not answer in time"));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
