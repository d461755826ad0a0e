import { statSync } from "node:fs";
import { dirname } from "node:path";
import type { Generations } from "../generations/generations.ts";
import { watchFiles } from "../generations/watch.ts";
import { watchFolder } from "../generations/watch-folder.ts";
import type { AdapterSettings } from "../settings/adapter.ts";
import type { ConfigSource } from "./config-source.ts";

/**
 * Reloads when the files have changed, and tries again at each poll while a configuration is refused for a reason that
 * may pass. Returns a function that ends it.
 */
export function watchConfig(
  source: ConfigSource,
  sources: readonly string[],
  { watch, debounce_ms, poll_seconds }: AdapterSettings["reload"],
  generations: Pick<Generations, "reload" | "rejection">,
): () => void {
  if (!watch) return () => {};
  let retrying = false;
  return watchFiles(source.lastRead(), {
    folders: [...new Set(sources.map(folderOf))],
    fingerprint: source.fingerprint,
    debounceMs: debounce_ms,
    pollMs: poll_seconds * 1000,
    watchFolder,
    onChange(seen) {
      // A signal or a request may have been first.
      if (seen !== source.lastRead()) void generations.reload("files");
    },
    onQuiet() {
      if (retrying || generations.rejection()?.again !== true) return;
      retrying = true;
      void generations.reload("retry").then(() => {
        retrying = false;
      });
    },
  });
}

/** Files are replaced by renaming, and links by other links: the folder tells of both. */
function folderOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : dirname(path);
}
