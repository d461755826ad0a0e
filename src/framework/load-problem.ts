import type { PluginEntry } from "./config/entry.ts";
import type { KeyPath, Place } from "./config/problem.ts";

/**
 * One thing that keeps plugins from being loaded, or is worth a warning.
 * @property message what is wrong; with `at` it does not say where
 * @property plugin  the entry's name
 * @property path    the key within the entry, as in `["config", "rules", 0]`
 * @property at      where it stands, if the host's checks tell it
 */
export interface LoadProblem {
  readonly message: string;
  readonly plugin?: string;
  readonly path?: KeyPath;
  readonly at?: Place;
}

/** Tells where a key of an entry stands in its file, and takes out of the message what may not be printed. */
export type Locate = (
  entry: PluginEntry,
  path: KeyPath,
  message: string,
) => { readonly at: Place; readonly message: string };

/** A problem with one entry; `path` is left out where no single key is to blame. */
export function entryProblem(
  entry: PluginEntry,
  message: string,
  path: KeyPath | undefined,
  locate: Locate | undefined,
): LoadProblem {
  return {
    message,
    plugin: entry.name,
    ...(path !== undefined && { path }),
    ...locate?.(entry, path ?? [], message),
  };
}
