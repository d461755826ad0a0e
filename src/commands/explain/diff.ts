/** One line of a difference. `skip` stands for unchanged lines that are left out. */
export type DiffLine =
  | { readonly kind: "same" | "removed" | "added"; readonly text: string }
  | { readonly kind: "skip"; readonly lines: number };

/** Unchanged lines that are shown around a change. */
const around = 2;
/** Most lines on either side of which the common ones are looked for; larger parts are shown as replaced. */
const mostCompared = 1000;

/** What changed between two texts, line by line, with a little of what did not. Empty where they are alike. */
export function diffLines(before: string, after: string): DiffLine[] {
  if (before === after) return [];
  const old = before.split("\n");
  const now = after.split("\n");
  const most = Math.min(old.length, now.length);
  let start = 0;
  while (start < most && old[start] === now[start]) start++;
  let end = 0;
  while (end < most - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end++;
  const lines: DiffLine[] = [
    ...old.slice(0, start).map(same),
    ...changed(old.slice(start, old.length - end), now.slice(start, now.length - end)),
    ...old.slice(old.length - end).map(same),
  ];
  return shortened(lines);
}

/** As text: `- `, `+ ` or two spaces before each line. */
export function diffText(lines: readonly DiffLine[]): string[] {
  const signs = { same: "  ", removed: "- ", added: "+ " } as const;
  return lines.map((line) =>
    line.kind === "skip" ? `  … ${line.lines} more` : `${signs[line.kind]}${line.text}`,
  );
}

function same(text: string): DiffLine {
  return { kind: "same", text };
}

function removed(text: string): DiffLine {
  return { kind: "removed", text };
}

function added(text: string): DiffLine {
  return { kind: "added", text };
}

/** The longest common subsequence stays, by the table of its lengths. */
function changed(old: readonly string[], now: readonly string[]): DiffLine[] {
  if (old.length > mostCompared || now.length > mostCompared) return [...old.map(removed), ...now.map(added)];
  const width = now.length + 1;
  const lengths = new Uint16Array((old.length + 1) * width);
  for (let a = old.length - 1; a >= 0; a--) {
    for (let b = now.length - 1; b >= 0; b--) {
      const below = lengths[(a + 1) * width + b] as number;
      const beside = lengths[a * width + b + 1] as number;
      lengths[a * width + b] =
        old[a] === now[b] ? (lengths[(a + 1) * width + b + 1] as number) + 1 : Math.max(below, beside);
    }
  }
  const lines: DiffLine[] = [];
  let a = 0;
  let b = 0;
  while (a < old.length && b < now.length) {
    if (old[a] === now[b]) {
      lines.push(same(old[a] as string));
      a++;
      b++;
    } else if ((lengths[(a + 1) * width + b] as number) >= (lengths[a * width + b + 1] as number)) {
      lines.push(removed(old[a++] as string));
    } else lines.push(added(now[b++] as string));
  }
  return [...lines, ...old.slice(a).map(removed), ...now.slice(b).map(added)];
}

function shortened(lines: readonly DiffLine[]): DiffLine[] {
  const shown = new Set<number>();
  lines.forEach(({ kind }, index) => {
    if (kind === "same") return;
    for (let near = index - around; near <= index + around; near++) shown.add(near);
  });
  const kept: DiffLine[] = [];
  let skipped = 0;
  lines.forEach((line, index) => {
    if (!shown.has(index)) {
      skipped++;
      return;
    }
    if (skipped > 0) kept.push({ kind: "skip", lines: skipped });
    skipped = 0;
    kept.push(line);
  });
  if (skipped > 0) kept.push({ kind: "skip", lines: skipped });
  return kept;
}
