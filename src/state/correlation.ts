import type { MaybePromise } from "../framework/executor.ts";
import type { StateSettings } from "../settings/state.ts";
import {
  type HashKey,
  openKey,
  requestKey,
  reusedKey,
  type Scope,
  type Side,
  serverKey,
  taskKey,
} from "./keys.ts";
import { type RequestRecord, readRecord, type TaskRecord, type TaskRef, writeRecord } from "./record.ts";
import { StateError, type StateStore } from "./store.ts";

/**
 * What one exchange leaves for a later one, perhaps in another replica. Nothing here fails: what cannot be kept, read or
 * understood is not known, and whoever asks then takes the strictest reading. An id that was used again for something
 * else while its record was kept is not known for as long as a record may be, taken and forgotten or not: its answer may
 * be either's. A record tells how an answer is to be looked at, never that somebody may do something.
 */
export interface Correlation {
  /** Keeps a request of one side until it is taken, or the session's time is over. Without a session nothing is kept. */
  rememberRequest(scope: Scope, from: Side, idKey: string, record: RequestRecord): MaybePromise<void>;
  /** For an answer that comes once: the record is gone then. */
  takeRequest(scope: Scope, from: Side, idKey: string): MaybePromise<RequestRecord | undefined>;
  /** For an answer that may come again, as a resumed stream repeats it. */
  findRequest(scope: Scope, from: Side, idKey: string): MaybePromise<RequestRecord | undefined>;
  /**
   * What stands for a client's request that waits for its answer; undefined without a session. A digest, to be made once
   * an exchange: 1 to 2 µs of the 45 that one costs us.
   */
  openRef(scope: Scope, idKey: string): OpenRef | undefined;
  /**
   * A client's request goes to the server, whose answer this exchange waits for. Another exchange may wait for an answer
   * with the same id in the same session: servers mix them up, so that none of both is known then.
   * @param exchange a name that no other exchange has
   */
  openRequest(request: OpenRef | undefined, exchange: string): MaybePromise<void>;
  /** Whether only this exchange waited for an answer with this id. Without a session nobody else can. */
  isOpenAlone(request: OpenRef | undefined, exchange: string): MaybePromise<boolean>;
  /** The server has answered it, or not taken it. Only for one that was open alone. */
  closeRequest(request: OpenRef | undefined): MaybePromise<void>;
  /** What stands for a task. @param host whose task it is: the side that runs it and gave it its id */
  taskRef(scope: Omit<Scope, "session">, host: Side, taskId: string): TaskRef;
  /** @param ttlMs how long its host keeps the task, milliseconds; undefined: not said. The setting caps it */
  rememberTask(task: TaskRef, record: TaskRecord, ttlMs: number | undefined): MaybePromise<void>;
  findTask(task: TaskRef): MaybePromise<TaskRecord | undefined>;
  /** Whether the server was registered with this content, last and not too long ago. @param contentHash a digest */
  registered(server: string, contentHash: string): MaybePromise<boolean>;
  register(server: string, contentHash: string): MaybePromise<void>;
}

/** Stands for a request that waits for its answer. */
export type OpenRef = string & { readonly openRef: never };

export interface CorrelationOptions {
  readonly store: StateStore;
  readonly settings: Pick<
    StateSettings,
    "session_ttl_seconds" | "task_ttl_max_seconds" | "server_ttl_seconds"
  >;
  readonly hashKey: HashKey;
  /** The store holds something under one of our keys that no adapter of this version wrote. */
  readonly onUnreadable?: () => void;
}

export function createCorrelation(options: CorrelationOptions): Correlation {
  const { store, settings, hashKey, onUnreadable = () => {} } = options;
  const sessionTtlMs = settings.session_ttl_seconds * 1000;
  const taskTtlMaxMs = settings.task_ttl_max_seconds * 1000;
  const serverTtlMs = settings.server_ttl_seconds * 1000;

  /** @param longestMs how long any record under this key may be kept */
  function keep(key: string, record: RequestRecord, ttlMs: number, longestMs: number): MaybePromise<void> {
    const text = writeRecord(record);
    const mark = () => store.set(reusedKey(key), "1", longestMs);
    return failing(undefined, () => {
      // What is too long to be kept must not leave an earlier record in its place.
      if (text === undefined) return mark();
      return then(store.setIfAbsent(key, text, ttlMs), (wasAbsent) => {
        if (wasAbsent) return;
        return then(store.get(key), (kept) =>
          kept === undefined || kept === text ? store.set(key, text, ttlMs) : mark(),
        );
      });
    });
  }

  /** @param get takes or reads the record; the mark beside it stays, whatever becomes of that */
  function read(
    key: string,
    get: (key: string) => MaybePromise<string | undefined>,
  ): MaybePromise<RequestRecord | undefined> {
    return failing(undefined, () => {
      const mark = store.get(reusedKey(key));
      const text = get(key);
      return mark instanceof Promise || text instanceof Promise
        ? Promise.all([mark, text]).then(([marked, kept]) => recordOf(kept, marked))
        : recordOf(text, mark);
    });
  }

  function recordOf(text: string | undefined, mark: string | undefined): RequestRecord | undefined {
    if (text === undefined || mark !== undefined) return undefined;
    const record = readRecord(text);
    if (record === undefined) onUnreadable();
    return record;
  }

  /** Requests are numbered within a session; where there is none, one number may be that of many. */
  const keyOf = (scope: Scope, from: Side, idKey: string) =>
    scope.session === undefined ? undefined : requestKey(scope, from, idKey, hashKey);

  return {
    rememberRequest(scope, from, idKey, record) {
      const key = keyOf(scope, from, idKey);
      return key === undefined ? undefined : keep(key, record, sessionTtlMs, sessionTtlMs);
    },
    takeRequest(scope, from, idKey) {
      const key = keyOf(scope, from, idKey);
      return key === undefined ? undefined : read(key, store.take);
    },
    findRequest(scope, from, idKey) {
      const key = keyOf(scope, from, idKey);
      return key === undefined ? undefined : read(key, store.get);
    },
    openRef(scope, idKey) {
      // Whoever sent it: a server that mixes up answers does not ask who they are for, and two callers may share a session.
      const key = keyOf({ ...scope, principal: undefined }, "client", idKey);
      return key === undefined ? undefined : (openKey(key) as OpenRef);
    },
    openRequest(key, exchange) {
      if (key === undefined) return undefined;
      return failing(undefined, () =>
        then(store.setIfAbsent(key, exchange, sessionTtlMs), (wasAbsent) =>
          wasAbsent ? undefined : store.set(key, several, sessionTtlMs),
        ),
      );
    },
    isOpenAlone(key, exchange) {
      if (key === undefined) return true;
      return failing(false, () => then(store.get(key), (kept) => kept === exchange));
    },
    closeRequest(key) {
      return key === undefined ? undefined : failing(undefined, () => store.delete(key));
    },
    taskRef: (scope, host, taskId) => taskKey(scope, host, taskId, hashKey),
    rememberTask(task, record, ttlMs = taskTtlMaxMs) {
      return keep(task, record, ttlMs > 0 ? Math.min(ttlMs, taskTtlMaxMs) : taskTtlMaxMs, taskTtlMaxMs);
    },
    findTask: (task) => read(task, store.get),
    registered: (server, contentHash) =>
      failing(false, () => then(store.get(serverKey(server, hashKey)), (kept) => kept === contentHash)),
    register: (server, contentHash) =>
      failing(undefined, () => store.set(serverKey(server, hashKey), contentHash, serverTtlMs)),
  };
}

/** In the place of an exchange's name, which is a UUID. */
const several = "several";

/** What follows at once where the value is there. */
function then<T, U>(value: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** The store has counted its failure. Whatever else is thrown is a fault of ours, and no failure to bear. */
function failing<T>(otherwise: T, work: () => MaybePromise<T>): MaybePromise<T> {
  const result = work();
  if (!(result instanceof Promise)) return result;
  return result.catch((error: unknown) => {
    if (error instanceof StateError) return otherwise;
    throw error;
  });
}
