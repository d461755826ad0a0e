/** What ContextForge's plugin documentation says of performance, and how a measurement is held against it. */

/**
 * The sentences, word for word: "Benchmark Results" of its page on using plugins (../shared/seeds/002-contextforge-plugin-usage.txt);
 * its pages 000 (overview) and 001 (plugin architecture) say the same of latency and base memory.
 */
export const statements = {
  hooks: "Self-Contained Plugins: <1ms latency overhead per hook",
  external: "External Service Plugins: 10-100ms depending on service",
  cached: "External Service Plugins: […] (cached responses: <5ms)",
  base: "Memory Usage: ~5MB base overhead",
  perPlugin: "Memory Usage: […] ~1MB per active plugin",
  throughput: "Throughput: Tested to 1,000+ req/s with 5 active plugins",
} as const;
export type ClaimName = keyof typeof statements;

/** @property unit of `value` and `limit`; `limit` is the most a value may be, of `req/s` the least */
export type Finding = {
  readonly claim: ClaimName;
  readonly unit: "ms" | "MB" | "req/s";
  readonly limit: number;
  readonly value: number;
  /** What the value is: which figure of what. */
  readonly of: string;
  /** Lines of the table below, with `head` above them. */
  readonly details: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
};

/** Small sizes prove that it runs; figures are those of the full size. */
export type Size = "quick" | "full";

export function holds({ unit, limit, value }: Finding): boolean {
  return unit === "req/s" ? value >= limit : value <= limit;
}

/** Three digits, and no more than two places: 0.04, 1.25, 312. */
export function shown(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
