import type { TextPath } from "../text.ts";

/** The name that a text has at the end of its path: its member's; elements of an array go by the array's. */
export function nameAt(path: TextPath): string | undefined {
  const last = path[path.length - 1];
  if (typeof last === "string") return last;
  const before = path[path.length - 2];
  return typeof before === "string" ? before : undefined;
}
