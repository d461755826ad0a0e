import { watch } from "node:fs";

/**
 * Calls `onEvent` for whatever the system tells of a folder, `onEnd` once if it tells nothing more. Throws where a
 * folder cannot be watched. Does not keep the process alive.
 */
export function watchFolder(folder: string, onEvent: () => void, onEnd: () => void): () => void {
  const watcher = watch(folder, { persistent: false }, onEvent);
  watcher.on("error", onEnd);
  return () => watcher.close();
}
