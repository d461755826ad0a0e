import { readFile } from "node:fs/promises";
import { exchangeOfTap, isTap } from "./envoy-tap.ts";
import { type RecordedExchange, recordedExchange } from "./recorded-exchange.ts";

export type ExchangeReading =
  | { readonly ok: true; readonly exchange: RecordedExchange }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads one exchange from its JSON text, in our own form or as Envoy's tap filter writes it. What is wrong is told by key;
 * nothing of its values.
 */
export function readExchange(text: string): ExchangeReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: "not JSON" };
  }
  if (isTap(value)) return exchangeOfTap(value);
  const parsed = recordedExchange.safeParse(value);
  if (parsed.success) return { ok: true, exchange: parsed.data };
  const [issue] = parsed.error.issues;
  const key = issue?.path.join(".");
  return { ok: false, problem: key ? `${key}: ${issue?.message}` : (issue?.message ?? "not an exchange") };
}

/**
 * Every exchange of a recording, as `replay` takes it: a file with one exchange as JSON a line. Throws for a line that is
 * none, with its number.
 *
 *     for (const exchange of await readRecording("traffic.jsonl")) {
 *       const { client } = await runExchange({ plugins: [definition], ...exchange });
 *     }
 */
export async function readRecording(file: string | URL): Promise<RecordedExchange[]> {
  const lines = (await readFile(file, "utf8")).split("\n");
  return lines.flatMap((line, index) => {
    if (line.trim() === "") return [];
    const reading = readExchange(line);
    if (reading.ok) return [reading.exchange];
    throw new TypeError(`${file}: line ${index + 1}: ${reading.problem}`);
  });
}
