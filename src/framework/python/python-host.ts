import { resolve } from "node:path";

/** The Python that hosts plugins written as class paths: `adapter.python`. */
export interface PythonHost {
  /** Program with cpex installed; a name without slashes is looked for in PATH, others start at the adapter's folder. */
  readonly interpreter: string;
  /** Where its processes run, which is on the import path too; default: the adapter's own. */
  readonly working_directory?: string | undefined;
  /** Variables of its processes, beside HOME, LOGNAME, PATH, SHELL, TERM and USER. */
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds that importing classes may take, and starting a process with its plugin. */
  readonly start_timeout_seconds: number;
  /** Calls of one plugin at a time; up to `max_queue` more wait, further ones fail. */
  readonly max_concurrent_calls: number;
  readonly max_queue: number;
  readonly max_response_size_mb: number;
}

/** `unread`: what the configuration says of it cannot be read. `isolated`: there is none in an isolated plugin's process. */
export type PythonSetting = PythonHost | "unread" | "isolated" | undefined;

/** Hands on nothing of the adapter's environment that is not named. `folders` go on the import path. */
export function pythonEnvironment(host: PythonHost, folders: readonly string[]): Record<string, string> {
  const own = host.environment["PYTHONPATH"];
  const path = [...(own === undefined || own === "" ? [] : [own]), ...folders].join(":");
  return { PYTHONUNBUFFERED: "1", ...host.environment, PYTHONPATH: path };
}

/** The program to start, wherever it will run. */
export function interpreterOf({ interpreter }: PythonHost): string {
  return interpreter.includes("/") ? resolve(interpreter) : interpreter;
}
