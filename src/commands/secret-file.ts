import { readFile } from "node:fs/promises";

/**
 * A secret of the settings: from the setting itself, or the file that another names, without the white space around it.
 * Rejects with a message for the operator that does not hold it. @param what begins the message: `the key of the audit`
 */
export async function readSecret(
  what: string,
  value: string | undefined,
  file: string | undefined,
  shortest: number,
): Promise<string | undefined> {
  if (file === undefined) return value;
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${what} cannot be read: ${error.code ?? "unknown"}: ${file}`);
  });
  const trimmed = text.trim();
  if (trimmed.length < shortest) throw new Error(`${what} is shorter than ${shortest} characters: ${file}`);
  return trimmed;
}
