import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./command.ts";

/** Reads a command's arguments as `node:util` parseArgs does. Throws `UsageError` for what it can't take. */
export function readArguments<T extends Omit<ParseArgsConfig, "args">>(
  args: readonly string[],
  config: T,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs<T>({ ...config, args: [...args] });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "bad arguments");
  }
}
