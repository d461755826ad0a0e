import type { StreamSink } from "../reply.ts";
import type { DecisionHistory } from "./history.ts";
import type { DecisionQuery } from "./query.ts";

/** Who wants to know of the clients. */
export interface StreamObserver {
  /** So many are there now. */
  open(count: number): void;
  /** One read so slowly that decisions left memory before it got them; its connection was ended. */
  dropped(): void;
}

/** One client's wish. */
export interface StreamRequest {
  readonly query: DecisionQuery;
  /** `Last-Event-ID`: what follows it is sent first. */
  readonly lastId: string | undefined;
  readonly heartbeatSeconds: number;
}

/** The clients that decisions are streamed to. */
export interface DecisionStreams {
  readonly count: number;
  /** Streams until the function that it returns is called, or the client falls behind what is kept. */
  open(request: StreamRequest, sink: StreamSink): () => void;
}

/**
 * Server-sent events, one a decision, with the record's id. Nothing is queued for a client: it is handed records from
 * the history as fast as it reads, so a slow one costs no memory.
 */
export function createDecisionStreams(history: DecisionHistory, observer: StreamObserver): DecisionStreams {
  let count = 0;

  function changed(by: number): void {
    count += by;
    observer.open(count);
  }

  return {
    get count() {
      return count;
    },
    open({ query, lastId, heartbeatSeconds }, sink) {
      let number = startOf(history, query, lastId);
      let blocked = false;
      let ended = false;
      const write = (text: string) => {
        blocked = !sink.write(text);
      };
      changed(1);
      write(": decisions\n\n");
      if (number < history.first) {
        // Those between the last one that the client got and the first that is kept.
        write(`event: missed\ndata: {"missed":${history.first - number}}\n\n`);
        number = history.first;
      }
      const unwatch = history.watch(pump);
      sink.onDrain(() => {
        blocked = false;
        pump();
      });
      const heartbeat = setInterval(() => {
        if (!blocked) write(":\n\n");
      }, heartbeatSeconds * 1000);

      function stop(): void {
        if (ended) return;
        ended = true;
        clearInterval(heartbeat);
        unwatch();
        changed(-1);
      }

      function pump(): void {
        if (ended) return;
        if (number < history.first) {
          stop();
          observer.dropped();
          sink.end();
          return;
        }
        while (!blocked && number < history.next) {
          const record = history.at(number++);
          if (record !== undefined && query.fits(record))
            write(`id: ${record.id}\nevent: decision\ndata: ${JSON.stringify(record)}\n\n`);
        }
      }

      pump();
      return stop;
    },
  };
}

/** Number of the first record that the client wants. Without a wish, only what comes. */
function startOf(history: DecisionHistory, { since }: DecisionQuery, lastId: string | undefined): number {
  if (lastId !== undefined) {
    const last = history.numberOf(lastId);
    // Of an earlier process: all that this one has is new to the client.
    return last === undefined ? history.first : Math.min(last + 1, history.next);
  }
  if (since === undefined) return history.next;
  let number = history.next;
  while (number > history.first && Date.parse(history.at(number - 1)?.time ?? "") >= since) number--;
  return number;
}
