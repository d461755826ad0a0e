import { parseEnv } from "node:util";
import { readText } from "./files.ts";
import type { ConfigProblem } from "./problem.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export type EnvFile =
  | { readonly ok: true; readonly variables: Environment }
  | { readonly ok: false; readonly problem: ConfigProblem };

/** Reads a file of `NAME=value` lines (dotenv syntax, as `node --env-file` has it). A file that cannot be read is a problem. */
export async function readEnvFile(path: string): Promise<EnvFile> {
  const text = await readText(path);
  if (typeof text !== "string")
    return { ok: false, problem: { file: path, line: 0, column: 0, key: "", ...text } };
  return { ok: true, variables: parseEnv(text) };
}

/** The environment to load with: what the process really has wins over what a file gives. */
export function mergeEnvironment(file: Environment, real: Environment): Environment {
  const merged: Record<string, string | undefined> = { ...file };
  for (const [name, value] of Object.entries(real)) if (value !== undefined) merged[name] = value;
  return merged;
}
