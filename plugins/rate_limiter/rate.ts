/** So many calls in so long a time. */
export interface Rate {
  readonly count: number;
  readonly windowMs: number;
}

export type RateReading =
  | { readonly ok: true; readonly rate: Rate }
  | { readonly ok: false; readonly message: string };

const units: Readonly<Record<string, number>> = {
  ...{ s: 1000, sec: 1000, second: 1000 },
  ...{ m: 60_000, min: 60_000, minute: 60_000 },
  ...{ h: 3_600_000, hr: 3_600_000, hour: 3_600_000 },
};
const mostCalls = 1_000_000;
const expected = 'expected "COUNT/UNIT" with s, m or h, as "60/m"';

/** Reads a rate as ContextForge writes it: `60/m`, `5 / sec`, `1000/HOUR`. */
export function readRate(text: string): RateReading {
  const match = /^ *(\d{1,15}) *\/ *([a-z]{1,6}) *$/.exec(text.toLowerCase());
  const windowMs = units[match?.[2] ?? ""];
  if (match === null || windowMs === undefined) return { ok: false, message: expected };
  const count = Number(match[1]);
  if (count < 1 || count > mostCalls) return { ok: false, message: "expected a count of 1 to 1000000" };
  return { ok: true, rate: { count, windowMs } };
}
