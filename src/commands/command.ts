/** A command of the command line. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Whole help text: usage line and options. */
  readonly usage: string;
  /** Those that its first argument may name; it is run itself where none is named. */
  readonly commands?: readonly Command[];
  /** Resolves to the exit code. Throws `UsageError` for arguments it can't take. */
  run(args: readonly string[], context: CommandContext): Promise<number>;
}

/** The world as a command sees it, so that tests can give another. */
export interface CommandContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Fires when the process is asked to stop. */
  readonly stop: AbortSignal;
  out(text: string): void;
  err(text: string): void;
}

/** Arguments that make no sense; the message says which. */
export class UsageError extends Error {}
