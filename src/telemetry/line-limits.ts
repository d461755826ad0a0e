/** Decides which lines are written. */
export interface LineRate {
  /**
   * Undefined: this line is left out. Else how many lines of the same source were left out since its last one.
   * @param source who writes, and at which level
   */
  take(source: string): number | undefined;
}

/** Sources that are counted apart; plugins can't make them up. */
const mostSources = 10_000;

/** At most so many lines a second of each source. `now` counts milliseconds. */
export function lineRate(perSecond: number, now: () => number, onDropped: () => void): LineRate {
  const sources = new Map<string, { second: number; lines: number; dropped: number }>();
  return {
    take(source) {
      const second = Math.floor(now() / 1000);
      let state = sources.get(source);
      if (state === undefined) {
        if (sources.size >= mostSources) sources.clear();
        state = { second, lines: 0, dropped: 0 };
        sources.set(source, state);
      }
      if (state.second !== second) {
        state.second = second;
        state.lines = 0;
      }
      if (++state.lines > perSecond) {
        state.dropped++;
        onDropped();
        return undefined;
      }
      const { dropped } = state;
      state.dropped = 0;
      return dropped;
    },
  };
}

/** What stays of a line that is too long. */
const messageChars = 500;

/** A line of at most `maxBytes`: a longer one keeps level, time, plugin and the start of its message. */
export function boundedLine(line: string, maxBytes: number): string {
  // No character of UTF-16 takes more than three bytes.
  if (line.length * 3 <= maxBytes) return line;
  const bytes = Buffer.byteLength(line);
  if (bytes <= maxBytes) return line;
  const { level, time, plugin, msg } = JSON.parse(line) as Record<string, unknown>;
  const short = (text: unknown, most: number) => (typeof text === "string" ? text.slice(0, most) : undefined);
  const told = {
    level,
    time,
    plugin: short(plugin, 100),
    truncated_bytes: bytes,
    msg: short(msg, messageChars),
  };
  const shorter = `${JSON.stringify(told)}\n`;
  // Control characters take six bytes each.
  if (Buffer.byteLength(shorter) <= maxBytes) return shorter;
  return `${JSON.stringify({ level, time, truncated_bytes: bytes })}\n`;
}
