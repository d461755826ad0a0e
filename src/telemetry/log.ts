import { type LevelWithSilent, pino } from "pino";

/** Structured log lines, one JSON object each. Payloads, header values and secrets are never among the fields. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type LogLevel = LevelWithSilent;

/** Where lines go; each is written whole, with its line end. */
export interface LogDestination {
  write(line: string): void;
}

/**
 * Logs what is at least of this level; `silent` logs nothing. By default to standard error, so that standard output
 * stays a command's own, and synchronously: the last lines of a crash arrive.
 */
export function createLog(
  level: LogLevel,
  destination: LogDestination = pino.destination({ dest: 2, sync: true }),
): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}
