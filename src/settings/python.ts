import { z } from "zod";
import { file } from "./fields.ts";

/** `adapter.python`: what hosts plugins whose `kind` is the path of a Python class. */
export const pythonSettings = z.strictObject({
  interpreter: file
    .optional()
    .describe(
      "Python with cpex 0.1 installed, such as `/venv/bin/python`: hosts plugins whose `kind` is the path of a Python class. Without it such a `kind` is an error.",
    ),
  working_directory: file
    .optional()
    .describe(
      "Where its processes run, which is on the import path, as are `plugin_dirs` and the configuration's folder. Default: the adapter's.",
    ),
  environment: z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,200}$/, "the name of a variable"),
      z.string().max(100_000),
    )
    .default({})
    .describe(
      "Environment of its processes, beside HOME, LOGNAME, PATH, SHELL, TERM and USER. They get nothing else of the adapter's.",
    ),
  start_timeout_seconds: z
    .number()
    .min(0.1)
    .max(600)
    .default(25)
    .describe("Seconds that importing the classes may take, and starting one plugin's process."),
  max_concurrent_calls: z
    .int()
    .min(1)
    .max(1000)
    .default(20)
    .describe("Calls of one plugin at a time; `max_queue` more wait."),
  max_queue: z.int().min(0).max(100_000).default(1000).describe("Calls that wait; further ones fail."),
  max_response_size_mb: z
    .number()
    .min(0.001)
    .max(1000)
    .default(10)
    .describe("Largest answer of a plugin, in MiB."),
});
