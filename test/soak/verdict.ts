/** Whether what was held grew with the exchanges, or only wavered. */

export type Point = { readonly exchanges: number; readonly bytes: number };

export type Trend = {
  /** Least squares over the last two thirds of the points; what a first use of the parts takes is in the first. */
  readonly bytesPerExchange: number;
  /** By that line, over these points. */
  readonly grown: number;
};

export function trendOf(points: readonly Point[]): Trend {
  const later = points.slice(Math.floor(points.length / 3));
  const mean = (pick: (point: Point) => number) =>
    later.reduce((sum, point) => sum + pick(point), 0) / later.length;
  const [meanX, meanY] = [mean((point) => point.exchanges), mean((point) => point.bytes)];
  const spread = later.reduce((sum, { exchanges }) => sum + (exchanges - meanX) ** 2, 0);
  const bytesPerExchange =
    spread === 0
      ? 0
      : later.reduce((sum, { exchanges, bytes }) => sum + (exchanges - meanX) * (bytes - meanY), 0) / spread;
  const first = later[0]?.exchanges ?? 0;
  const last = later.at(-1)?.exchanges ?? 0;
  return { bytesPerExchange, grown: bytesPerExchange * (last - first) };
}

/** Kinds of things of which there are more at the end than there ever were in the first third, which may waver by some. */
export function moreThanBefore(
  counts: readonly Readonly<Record<string, number>>[],
  waver: number,
): readonly string[] {
  const early = counts.slice(0, Math.ceil(counts.length / 3));
  const last = counts.at(-1) ?? {};
  return Object.keys(last).filter((kind) => {
    const most = Math.max(0, ...early.map((each) => each[kind] ?? 0));
    return (last[kind] ?? 0) > most + waver;
  });
}
