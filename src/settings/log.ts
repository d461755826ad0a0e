import { z } from "zod";
import { sizes } from "./fields.ts";

/** Names whose values are never logged, unless the configuration has a list of its own. */
export const defaultMaskedKeys: readonly string[] = [
  "authorization",
  "cookie",
  "cookies",
  "password",
  "passwords",
  "passwd",
  "passphrase",
  "pwd",
  "secret",
  "secrets",
  "token",
  "authtoken",
  "accesstoken",
  "refreshtoken",
  "clientsecret",
  "secretkey",
  "jwt",
  "api_key",
  "apikey",
  "access_key",
  "private_key",
  "signing_key",
  "encryption_key",
  "credential",
  "credentials",
  "session_id",
  "sessionid",
  "jsessionid",
  "phpsessid",
  "signature",
  "sig",
];

/** `adapter.telemetry.log`: what no log line may hold, and how many and how long lines may be. */
export const logSettings = z.strictObject({
  mask_keys: z
    .array(
      z
        .string()
        .max(256)
        .regex(/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/, "a name, or names joined by dots"),
    )
    .max(1000)
    .default([...defaultMaskedKeys])
    .describe(
      "Fields whose values are masked wherever they stand. A name also matches as a part of a longer one: `token` means " +
        "`access_token`, `X-Auth-Token` and `sessionToken`. With dots it is the end of a path: `user.email`. Replaces the list of names; " +
        "values that look like secrets are masked under any name.",
    ),
  max_line_bytes: z
    .int()
    .min(1024)
    .max(sizes.mebi)
    .default(16 * sizes.kibi)
    .describe("Longest line; of a longer one only level, time, plugin and the start of the message stay."),
  lines_per_second: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(500)
    .describe(
      "Lines of one level that each plugin, and the adapter itself, may write a second; more are left out and counted.",
    ),
});

export type LogSettings = z.output<typeof logSettings>;

export const defaultLogSettings: LogSettings = logSettings.parse({});
