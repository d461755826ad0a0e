import { type LevelWithSilent, pino } from "pino";
import { defaultLogSettings, type LogSettings } from "../settings/log.ts";
import { boundedLine, lineRate } from "./line-limits.ts";
import { maskFields, maskText } from "./masked-fields.ts";
import { secretNames } from "./secret-names.ts";

/** Secrets are longer than their mask: a line may be made from more text than it holds, but not from any amount. */
const mostTextPerByte = 4;

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

export interface LogOptions {
  /** `adapter.telemetry.log`: the names that are masked, and the limits of lines. */
  readonly settings?: LogSettings;
  /** Milliseconds, from any start. */
  readonly now?: () => number;
  /** A line was left out because there were too many. */
  readonly onDropped?: () => void;
}

/**
 * Logs what is at least of this level; `silent` logs nothing. By default to standard error, so that standard output
 * stays a command's own, and synchronously: the last lines of a crash arrive. Whatever a plugin gives it, a line holds
 * plain JSON values without secrets (masked by the names of fields and by what values look like) and is no longer than
 * the limit; and no call throws.
 */
export function createLog(
  level: LogLevel,
  destination: LogDestination = pino.destination({ dest: 2, sync: true }),
  options: LogOptions = {},
): Log {
  const { settings = defaultLogSettings, now = () => performance.now(), onDropped = () => {} } = options;
  const isSecret = secretNames(settings.mask_keys);
  const rate = lineRate(settings.lines_per_second, now, onDropped);
  const bounded: LogDestination = {
    write: (line) => destination.write(boundedLine(line, settings.max_line_bytes)),
  };
  const lines = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, bounded);
  const at = (name: keyof Log) => (fields: object, message: string) => {
    if (!lines.isLevelEnabled(name)) return;
    const dropped = rate.take(`${name} ${pluginOf(fields)}`);
    if (dropped === undefined) return;
    const masked = maskFields(fields, isSecret, mostTextPerByte * settings.max_line_bytes);
    if (dropped > 0) masked["lines_dropped"] = dropped;
    lines[name](masked, typeof message === "string" ? maskText(message, isSecret) : undefined);
  };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** Whoever logs for a plugin sets its name. */
function pluginOf(fields: unknown): string {
  try {
    const { plugin } = fields as { readonly plugin?: unknown };
    return typeof plugin === "string" ? plugin : "";
  } catch {
    return "";
  }
}
