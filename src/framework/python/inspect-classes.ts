import { spawn } from "node:child_process";
import { z } from "zod";
import { parseJson } from "../parse-json.ts";
import { interpreterOf, type PythonHost, pythonEnvironment } from "./python-host.ts";

/** What Python says of one class path. */
export type ClassReading =
  | { readonly ok: true; readonly hooks: readonly string[] }
  | { readonly ok: false; readonly message: string };

/**
 * Imports the classes and looks which hooks they have, by method names and by cpex's `@hook`. What the modules print
 * goes to the error output, so that the answer stays an answer.
 */
const program = `
import importlib, inspect, json, os, sys
out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
order = json.load(sys.stdin)
try:
    from cpex.framework import Plugin
    from cpex.framework.decorator import get_hook_metadata
except Exception as error:
    json.dump({"problem": "cannot import cpex.framework (" + type(error).__name__ + ")"}, out)
    out.flush()
    os._exit(0)

def look(path):
    module, _, name = path.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name)
    except Exception as error:
        missing = getattr(error, "name", None)
        what = ": " + missing if isinstance(error, ModuleNotFoundError) and missing else ""
        return {"message": "cannot be imported (" + type(error).__name__ + what + ")"}
    if not (inspect.isclass(found) and issubclass(found, Plugin)):
        return {"message": "is no subclass of cpex.framework.Plugin"}
    hooks = []
    for hook in order["hooks"]:
        named = getattr(found, hook, None)
        marked = any(
            not key.startswith("_") and (mark := get_hook_metadata(method)) and mark.matches(hook)
            for key, method in inspect.getmembers(found, predicate=inspect.isfunction)
        )
        if callable(named) or marked:
            hooks.append(hook)
    return {"hooks": hooks}

json.dump({"classes": {path: look(path) for path in order["classes"]}}, out)
out.flush()
os._exit(0)
`;

const answerSchema = z.union([
  z.object({ problem: z.string() }),
  z.object({
    classes: z.record(
      z.string(),
      z.union([z.object({ hooks: z.array(z.string()) }), z.object({ message: z.string() })]),
    ),
  }),
]);

const longestAnswer = 4_194_304;
/** For the rest of the answer, once the process has ended. */
const graceMs = 2000;

/**
 * Asks the interpreter about all class paths at once. Resolves to what it says of each, or to the one problem that is
 * everybody's: no interpreter, no cpex, no answer in time.
 * @param folders on the import path
 */
export async function inspectClasses(
  host: PythonHost,
  folders: readonly string[],
  classes: readonly string[],
  hooks: readonly string[],
): Promise<ReadonlyMap<string, ClassReading>> {
  const answer = await ask(host, folders, JSON.stringify({ classes, hooks }));
  const read = typeof answer === "string" ? undefined : answerSchema.safeParse(answer.value).data;
  const whole =
    typeof answer === "string"
      ? answer
      : read === undefined
        ? "gave no answer"
        : "problem" in read
          ? read.problem
          : undefined;
  return new Map(
    classes.map((path) => {
      if (whole !== undefined || read === undefined || "problem" in read)
        return [path, { ok: false, message: `adapter.python.interpreter ${whole}` }];
      const found = Object.hasOwn(read.classes, path) ? read.classes[path] : undefined;
      if (found === undefined)
        return [path, { ok: false, message: "adapter.python.interpreter gave no answer" }];
      return [
        path,
        "hooks" in found ? { ok: true, hooks: found.hooks } : { ok: false, message: found.message },
      ];
    }),
  );
}

/** What a server over stdio gets of the adapter's own environment. */
function usualEnvironment(): NodeJS.ProcessEnv {
  const usual = ["HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER"];
  return Object.fromEntries(usual.map((name) => [name, process.env[name]]));
}

/** The parsed answer, or why there is none. */
function ask(
  host: PythonHost,
  folders: readonly string[],
  order: string,
): Promise<{ readonly value: unknown } | string> {
  return new Promise((resolve) => {
    const child = spawn(interpreterOf(host), ["-c", program], {
      cwd: host.working_directory,
      env: { ...usualEnvironment(), ...pythonEnvironment(host, folders) },
      stdio: ["pipe", "pipe", "ignore"],
    });
    const chunks: Buffer[] = [];
    let size = 0;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, host.start_timeout_seconds * 1000);
    const end = (answer: { readonly value: unknown } | string) => {
      clearTimeout(timer);
      resolve(answer);
    };
    // What a module started and left behind may hold the output open for as long as it runs.
    child.once("exit", () => {
      const grace = setTimeout(() => child.stdout.destroy(), graceMs);
      child.once("close", () => clearTimeout(grace));
    });
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > longestAnswer) child.kill("SIGKILL");
      else chunks.push(chunk);
    });
    child.once("error", (error: NodeJS.ErrnoException) => end(`cannot be started: ${error.code}`));
    child.once("close", (code) => {
      const value = parsed(Buffer.concat(chunks).toString());
      if (late) end(`imported nothing within ${host.start_timeout_seconds} s`);
      else end(value === undefined ? `ended with ${code ?? "a signal"} and gave no answer` : { value });
    });
    child.stdin.on("error", () => {}).end(order);
  });
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
