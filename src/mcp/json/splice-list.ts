import type { Splice } from "./splice.ts";

/** What becomes of the items of an object or array, in order. An item is an element, or a key with its value. */
export type ListStep =
  | { readonly kind: "keep"; readonly start: number; readonly end: number }
  | { readonly kind: "remove"; readonly start: number; readonly end: number }
  | { readonly kind: "insert"; readonly text: string };

/**
 * Appends the splices that remove and insert items so that one comma stands between those that remain. `inside` is
 * the offset behind the opening bracket. What happens within a kept item is not its business.
 */
export function spliceList(steps: readonly ListStep[], inside: number, out: Splice[]): void {
  // One gap at a time: what was removed and inserted since the last kept item.
  let keptEnd = -1;
  let removedStart = -1;
  let removedEnd = -1;
  let inserted: string[] = [];

  function closeGap(nextKept: number): void {
    const start = keptEnd >= 0 ? keptEnd : removedStart >= 0 ? removedStart : Math.max(nextKept, inside);
    let end = Math.max(start, removedEnd);
    let text = inserted.join(",");
    if (keptEnd >= 0) {
      if (inserted.length > 0) text = `,${text}`;
    } else if (nextKept >= 0) {
      end = nextKept;
      if (inserted.length > 0) text = `${text},`;
    }
    if (end > start || text !== "") out.push({ start, end, text });
  }

  for (const step of steps) {
    switch (step.kind) {
      case "keep":
        closeGap(step.start);
        keptEnd = step.end;
        removedStart = -1;
        removedEnd = -1;
        inserted = [];
        break;
      case "remove":
        if (removedStart < 0) removedStart = step.start;
        removedEnd = step.end;
        break;
      case "insert":
        inserted.push(step.text);
        break;
    }
  }
  closeGap(-1);
}
