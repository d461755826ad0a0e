import assert from "node:assert/strict";

/** What a check of the conformance suite said; the rest of its file is left alone. */
export type Check = {
  readonly scenario: string;
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly errorMessage?: string;
  readonly details?: unknown;
};

/**
 * The differences between two runs of one suite, a line each: checks that only one of them has, in the order of the
 * first. Two checks are the same where name, status, message and details are, but for what no two exchanges share
 * (times, ports, session ids, sealed states), the headers that a proxy sets or takes away, and the words of a refused contradiction.
 */
export function differences(straight: readonly Check[], through: readonly Check[]): string[] {
  const left = counted(through);
  const lines: string[] = [];
  for (const [key, { check, count }] of counted(straight)) {
    const other = left.get(key);
    const missing = count - (other?.count ?? 0);
    if (missing > 0) lines.push(`straight only${times(missing)}: ${described(check)}`);
    if (other !== undefined) left.set(key, { check, count: Math.max(0, other.count - count) });
  }
  for (const { check, count } of left.values())
    if (count > 0) lines.push(`through Envoy only${times(count)}: ${described(check)}`);
  return lines;
}

/** How many checks have each status. */
export function tally(checks: readonly Check[]): Record<string, number> {
  const statuses: Record<string, number> = {};
  for (const { status } of checks) statuses[status] = (statuses[status] ?? 0) + 1;
  return statuses;
}

const passing: ReadonlySet<string> = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "date",
  "host",
  "keep-alive",
  "server",
  "timestamp",
  "transfer-encoding",
  "x-envoy-external-address",
  "x-envoy-upstream-service-time",
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-request-id",
]);

function counted(checks: readonly Check[]): Map<string, { check: Check; count: number }> {
  const found = new Map<string, { check: Check; count: number }>();
  for (const check of checks) {
    const { scenario, id, name, status, errorMessage, details } = check;
    const key = lasting({ scenario, id, name, status, errorMessage, details });
    found.set(key, { check, count: (found.get(key)?.count ?? 0) + 1 });
  }
  return found;
}

function lasting(value: unknown): string {
  const text = JSON.stringify(value, (key, part: unknown) =>
    passing.has(key.toLowerCase()) || /(?:ms|delay|duration)$/i.test(key) ? undefined : contradiction(part),
  );
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
    .replace(/\b1\d{12}\b/g, "TIME")
    .replace(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, "UUID")
    .replace(/\b[\da-f]{32}\b/g, "UUID")
    .replace(/"requestState":"[^"]*"/g, "STATE")
    .replace(/(localhost|127\.0\.0\.1):\d+/g, "$1:PORT");
}

/** A header that contradicts the body is refused by the adapter, so that the words are its own: status, code and id are the server's. */
function contradiction(part: unknown): unknown {
  const { error, id } = (part ?? {}) as { error?: { code?: unknown }; id?: unknown };
  return error?.code === -32020 ? { id, code: error.code } : part;
}

function described({ scenario, id, status, errorMessage, details }: Check): string {
  const said = errorMessage === undefined ? "" : `: ${errorMessage}`;
  return `${scenario} / ${id} ${status}${said} ${JSON.stringify(details ?? {}).slice(0, 600)}`;
}

function times(count: number): string {
  return count === 1 ? "" : ` (${count} times)`;
}

/** Asserts that a run through Envoy said what the straight one said; fails with the checks' names. */
export function assertSame(straight: readonly Check[] | undefined, through: readonly Check[]): void {
  assert.ok(straight !== undefined, "the straight run failed");
  const lines = differences(straight, through);
  assert.ok(lines.length === 0, lines.join("\n"));
}
