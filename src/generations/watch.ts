import { type Clock, systemClock } from "../framework/index.ts";

export interface WatchOptions {
  /** Folders in which something happens when the files change. */
  readonly folders: readonly string[];
  /** A digest of the files as they are now. Rejects never. */
  readonly fingerprint: () => Promise<string>;
  /** Milliseconds that the files have to hold still. */
  readonly debounceMs: number;
  /** Milliseconds between two looks that nothing prompted. */
  readonly pollMs: number;
  /** The files are others than at the last call, and have held still; `seen` is their digest. */
  readonly onChange: (seen: string) => void;
  /** At each look that nothing prompted and that found nothing new. */
  readonly onQuiet?: () => void;
  /** Calls back for whatever happens in a folder, and may be wrong; throws where it cannot. Returns the end of it. */
  readonly watchFolder: (folder: string, onEvent: () => void, onEnd: () => void) => () => void;
  readonly clock?: Clock;
}

/**
 * Tells of changed files. What the system tells of a folder is a hint only: each look compares contents, so a hint too
 * many costs a read, and a hint too few (network file systems, no inotify watches left) is made up for by the next
 * poll. One look at a time; at most one every `debounceMs`.
 *
 * @param known digest of the files that are in use
 * @returns a function that ends it
 */
export function watchFiles(known: string, options: WatchOptions): () => void {
  const { folders, fingerprint, debounceMs, pollMs, clock = systemClock } = options;
  const watchers = new Map<string, () => void>();
  let told = known;
  let looking = false;
  let hinted = false;
  let stopped = false;
  let cancel = () => {};

  function arm(): void {
    for (const folder of folders) {
      if (stopped || watchers.has(folder)) continue;
      const drop = () => {
        watchers.get(folder)?.();
        watchers.delete(folder);
      };
      try {
        watchers.set(folder, options.watchFolder(folder, hint, drop));
      } catch {
        // Polling finds what happens there; the next look tries again.
      }
    }
  }

  function disarm(): void {
    for (const end of watchers.values()) end();
    watchers.clear();
  }

  function hint(): void {
    if (stopped) return;
    if (looking) {
      hinted = true;
      return;
    }
    looking = true;
    void look(true);
  }

  /** Waits until two looks in a row, `debounceMs` apart, see the same. */
  async function look(prompted: boolean): Promise<void> {
    if (prompted) await pause();
    let seen = await fingerprint();
    const changed = seen !== told;
    if (changed) {
      for (let before = ""; before !== seen && !stopped; ) {
        before = seen;
        await pause();
        seen = await fingerprint();
      }
    }
    if (stopped) return;
    looking = false;
    if (changed) {
      // A folder that was replaced is watched no more, though nothing says so.
      disarm();
      const isNew = seen !== told;
      told = seen;
      if (isNew) options.onChange(seen);
    } else if (!prompted) options.onQuiet?.();
    arm();
    if (!hinted) return;
    hinted = false;
    hint();
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      cancel = clock.after(debounceMs, resolve);
    });
  }

  arm();
  const endPolls = clock.every(pollMs, () => {
    if (looking) return;
    looking = true;
    void look(false);
  });
  return () => {
    stopped = true;
    cancel();
    endPolls();
    disarm();
  };
}
