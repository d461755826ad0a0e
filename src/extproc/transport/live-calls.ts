/** A call under way, for the server that wants to end it. */
export interface LiveCall {
  endError(code: number, message: string): void;
}

/** The calls under way, and when there are none. */
export interface LiveCalls {
  add(call: LiveCall): void;
  delete(call: LiveCall): void;
  endAll(code: number, message: string): void;
  /** Resolves when no call is left. */
  none(): Promise<void>;
}

export function createLiveCalls(): LiveCalls {
  const calls = new Set<LiveCall>();
  let waiting: (() => void)[] = [];
  return {
    add: (call) => {
      calls.add(call);
    },
    delete: (call) => {
      calls.delete(call);
      if (calls.size === 0) {
        for (const resolve of waiting) {
          resolve();
        }
        waiting = [];
      }
    },
    endAll: (code, message) => {
      for (const call of calls) {
        call.endError(code, message);
      }
    },
    none: () =>
      new Promise((resolve) => {
        if (calls.size === 0) {
          resolve();
        } else {
          waiting.push(resolve);
        }
      }),
  };
}
