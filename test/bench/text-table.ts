/** Columns as wide as their widest cell, two spaces apart; the first `texts` columns are texts, the others numbers. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  texts: number,
): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column < texts ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ");
  return [line(head), ...rows.map(line)].join("\n");
}
