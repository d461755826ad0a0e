import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ConfigProblem } from "./problem.ts";

export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

/** Bytes of one file. */
const mostBytes = 4_194_304;
const mostFiles = 1000;

/**
 * Reads files and directories, in the order given. Of a directory: its `*.yaml` and `*.yml` files by name, none that
 * starts with a dot (Kubernetes mounts keep their versions in `..data`), not its sub-directories. A path that is not
 * there, a directory without such a file, an empty list: problems, since no configuration would mean no protection.
 */
export async function readSources(
  paths: readonly string[],
): Promise<{ files: SourceFile[]; problems: ConfigProblem[] }> {
  const files: SourceFile[] = [];
  const problems: ConfigProblem[] = [];
  const names = new Set<string>();
  const fail = (file: string, found: string, expected: string): void => {
    problems.push({ file, line: 0, column: 0, key: "", found, expected });
  };
  if (paths.length === 0) fail("configuration", "no file", "at least one");
  for (const path of paths) {
    const listed = await list(path);
    if (!Array.isArray(listed)) fail(path, listed.found, listed.expected);
    else if (listed.length === 0) fail(path, "no .yaml or .yml file in it", "at least one");
    else for (const name of listed) names.add(name);
  }
  if (names.size > mostFiles) {
    fail(paths.join(", "), `${names.size} files`, `at most ${mostFiles}`);
    return { files, problems };
  }
  for (const name of names) {
    const read = await readText(name);
    if (typeof read === "string") files.push({ file: name, text: read });
    else fail(name, read.found, read.expected);
  }
  return { files, problems };
}

/** A file's text, or why it cannot be had: too large, not UTF-8, not readable. */
export async function readText(file: string): Promise<string | { found: string; expected: string }> {
  let bytes: Buffer;
  try {
    const handle = await open(file, "r");
    try {
      bytes = await readBounded(handle, mostBytes + 1);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { found: systemError(error), expected: "a readable file" };
  }
  if (bytes.length > mostBytes)
    return { found: `more than ${mostBytes} bytes`, expected: `at most ${mostBytes}` };
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { found: "bytes that are not UTF-8", expected: "UTF-8 text" };
  }
}

async function readBounded(handle: Awaited<ReturnType<typeof open>>, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < most) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(Math.min(65_536, most - length)));
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
  }
  return Buffer.concat(chunks);
}

async function list(path: string): Promise<string[] | { found: string; expected: string }> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const entries = await readdir(path);
    return entries
      .filter((name) => /\.ya?ml$/.test(name) && !name.startsWith("."))
      .sort()
      .map((name) => join(path, name));
  } catch (error) {
    return { found: systemError(error), expected: "a readable file or directory" };
  }
}

function systemError(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  switch (code) {
    case "ENOENT":
      return "no such file or directory";
    case "EACCES":
    case "EPERM":
      return "no permission to read it";
    case "EISDIR":
      return "a directory";
    default:
      return `an error when reading it (${code ?? "unknown"})`;
  }
}
