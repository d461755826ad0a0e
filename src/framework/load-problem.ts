import type { ConfigProblem } from "./config/problem.ts";

/**
 * One thing that keeps plugins from being loaded, or is worth a warning.
 * @property plugin the entry's name
 * @property path   the key within the entry, as in `["config", "rules", 0]`
 * @property at     the same with its place in the file, where the host's config check tells it
 */
export interface LoadProblem {
  readonly message: string;
  readonly plugin?: string;
  readonly path?: readonly (string | number)[];
  readonly at?: ConfigProblem;
}
