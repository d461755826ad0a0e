/**
 * The known word that was probably meant: the nearest by edit distance (a swap of neighbours counts one), case
 * ignored, at most a third of its length away and never more than 3. Undefined when none is near.
 */
export function nearMiss(word: string, known: readonly string[]): string | undefined {
  if (word.length > 64) return undefined;
  const sought = word.toLowerCase().replaceAll("-", "_");
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const distance = editDistance(sought, candidate.toLowerCase());
    if (distance < least && distance <= Math.min(3, Math.max(1, Math.floor(candidate.length / 3)))) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
