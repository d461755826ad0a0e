import { createHash } from "node:crypto";
import { readSources } from "../framework/config/files.ts";

/**
 * Tells whether files, or the files of directories, are what they were: a digest of their names and contents, and of
 * what cannot be read. It follows symbolic links, so that it changes with what a Kubernetes ConfigMap's `..data` names.
 */
export async function fingerprintOf(paths: readonly string[]): Promise<string> {
  const { files, problems } = await readSources(paths);
  return createHash("sha256")
    .update(JSON.stringify([files, problems]))
    .digest("hex");
}
