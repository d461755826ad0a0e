import type { KeyPath } from "./config/problem.ts";

/** What is wrong with an entry, or worth a warning; `path` within the entry, as in `["config", "limits"]`. */
export interface KindProblem {
  readonly message: string;
  readonly path: KeyPath;
}
