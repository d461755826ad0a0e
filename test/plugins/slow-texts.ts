/** A bounded search for texts that take a plugin long. */
import assert from "node:assert/strict";

const length = 100_000;
const rounds = 60;

/**
 * Looks at texts of 100,000 characters that repeat up to three of the parts, chosen by the seed, and fails with the parts
 * of the first that took more CPU than `limitMs`: a bound for what grows faster than the text, whatever the machine.
 */
export function assertNoneSlow(
  parts: readonly string[],
  seed: number,
  limitMs: number,
  look: (text: string) => unknown,
): void {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
  for (let round = 0; round < rounds; round++) {
    const chosen = Array.from(
      { length: 1 + Math.floor(next() * 3) },
      () => parts[Math.floor(next() * parts.length)],
    );
    const text = chosen.join("").repeat(length).slice(0, length);
    const began = process.cpuUsage();
    look(text);
    const { user, system } = process.cpuUsage(began);
    const ms = (user + system) / 1000;
    assert.ok(ms < limitMs, `${JSON.stringify(chosen)}: ${ms} ms`);
  }
}
