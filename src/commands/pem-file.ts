import { readFile } from "node:fs/promises";

/** A file of TLS. Rejects with a message that names it. */
export async function readPem(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new Error(`the TLS file ${file} can't be read (${code})`);
  }
}
