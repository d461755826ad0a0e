/** What a form of denial is: a command that brings it about, and what a client should make of it. */
import type { Command } from "./typescript/driver.ts";

export type ServerName = "typescript-1" | "typescript-2" | "python-2" | "rmcp";
export type Era = "legacy" | "2026";
/**
 * `errors`: as the adapter comes.
 * `results`: `denial.tool_errors: result`.
 * `statuses`: `denial.http_status: by_violation`.
 * `handshake`: the plugin denies `notifications/initialized`, every one.
 */
export type Setting = "errors" | "results" | "statuses" | "handshake";

export type Form = {
  readonly name: string;
  readonly setting: Setting;
  readonly path: "/json" | "/stream" | "/resumable" | "/poisoned";
  /** Headers of the requests that open the session. */
  readonly session?: Readonly<Record<string, string>>;
  readonly command: Command;
  /** Text that a client must show for the denial to count as reported. */
  readonly says: string;
  /** `call; tool; session`, as `case.ts` puts it. */
  readonly expect: string;
  /** Default: all. */
  readonly servers?: readonly ServerName[];
  /** Default: both. */
  readonly eras?: readonly Era[];
};

export const word = "nightfall";
export const tool = (name: string, text?: string): Command => ({
  do: "tool",
  name,
  arguments: text === undefined ? {} : { text },
});
export const typescript: readonly ServerName[] = ["typescript-1", "typescript-2"];

export const before = (hook: string) => ({ says: hook, expect: `error 40300; not called; alive` });
export const after = (hook: string) => ({ says: hook, expect: `error 40300; ended; alive` });
export const own = (code: number, says: string, called = false) => ({
  says,
  expect: `error ${code}; ${called ? "ended" : "not called"}; alive`,
});
