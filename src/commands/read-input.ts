import { createReadStream } from "node:fs";

/** Most that is read of one message, bytes. */
const longest = 64 * 1024 * 1024;

export type Input =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: string };

/** Reads a whole file, or standard input where the path is `-`. One without a byte is a problem: in a pipe, a failed command. */
export async function readInput(path: string): Promise<Input> {
  const name = path === "-" ? "standard input" : path;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of inputStream(path)) {
      size += chunk.length;
      if (size > longest) return { ok: false, problem: `${name} is larger than ${longest} bytes` };
      chunks.push(chunk);
    }
  } catch (error) {
    return {
      ok: false,
      problem: `${name} can't be read: ${(error as NodeJS.ErrnoException).code ?? "failed"}`,
    };
  }
  if (size === 0) return { ok: false, problem: `${name} is empty` };
  return { ok: true, text: Buffer.concat(chunks).toString() };
}

/** The bytes of a file, or of standard input where the path is `-`. */
export function inputStream(path: string): AsyncIterable<Buffer> {
  return path === "-" ? process.stdin : createReadStream(path);
}
