import { readSecret } from "./secret-file.ts";

const shortestKey = 16;

/** The key of the chain, from the setting or the file. Rejects with a message that does not hold it. */
export async function readAuditKey(
  key: string | undefined,
  file: string | undefined,
): Promise<Uint8Array | undefined> {
  const text = await readSecret("the key of the audit", key, file, shortestKey);
  return text === undefined ? undefined : Buffer.from(text);
}
