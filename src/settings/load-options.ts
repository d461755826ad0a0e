import { adapterSettings, type Compat, compatNames, logLevels } from "./adapter.ts";

/** Flags of the command line that stand for settings. */
export interface AdapterFlags {
  readonly listen?: string;
  readonly management?: string;
  readonly compat?: string;
  readonly transport?: string;
  readonly log_level?: string;
}

/** A value that wins over the file's, in the shape that `loadConfig` takes. */
interface Override {
  readonly path: readonly [string, ...string[]];
  readonly value: string;
  readonly origin: string;
}

type Document = Readonly<Record<string, unknown>>;

/**
 * What `loadConfig` needs to know of the adapter: its section, what flags set (they win over the file), and how to
 * read a file: tolerantly with `compat: contextforge` or `reference`, and where a file has no `adapter` section at all,
 * as ContextForge's have none.
 */
export function adapterLoadOptions(
  flags: AdapterFlags,
  environment: Readonly<Record<string, string | undefined>>,
) {
  const overrides: Override[] = [];
  const set = (value: string | undefined, origin: string, ...path: [string, ...string[]]): void => {
    if (value !== undefined) overrides.push({ path: ["adapter", ...path], value, origin });
  };
  set(flags.listen, "--listen", "listen", "address");
  set(flags.management, "--management", "management", "address");
  set(flags.compat, "--compat", "compat");
  set(flags.transport, "--transport", "listen", "transport");
  set(flags.log_level, "--log-level", "telemetry", "log_level");
  return {
    sections: { adapter: adapterSettings },
    overrides,
    dialect: (files: Document, effective: Document) => chooseDialect(files, effective, environment),
  };
}

function chooseDialect(
  files: Document,
  effective: Document,
  environment: Readonly<Record<string, string | undefined>>,
) {
  const asked = compatOf(effective["adapter"]);
  const assumed = asked === undefined && !Object.hasOwn(files, "adapter");
  const compat = asked ?? (assumed ? "contextforge" : "none");
  const values: Override[] = [];
  if (assumed)
    values.push({ path: ["adapter", "compat"], value: compat, origin: "compat: contextforge (assumed)" });
  const level = compat === "reference" ? pythonLevel(environment["LOGLEVEL"]) : undefined;
  if (level !== undefined)
    values.push({ path: ["adapter", "telemetry", "log_level"], value: level, origin: "LOGLEVEL" });
  return {
    tolerant: compat !== "none",
    values,
    ...(assumed && {
      notice:
        "the configuration has no `adapter` section: read as a file of ContextForge (compat: contextforge), unknown keys are warnings. " +
        "`adapter: {compat: none}` reads it strictly.",
    }),
  };
}

/** What the section says; a value that is no compat name is left for the schema to refuse. */
function compatOf(section: unknown): Compat | undefined {
  if (typeof section !== "object" || section === null || !("compat" in section)) return undefined;
  return compatNames.find((name) => name === section.compat) ?? "none";
}

/** `LOGLEVEL` of the reference adapter: names of Python's logging, any case. Anything else is left alone. */
function pythonLevel(text: string | undefined): string | undefined {
  const level = text?.trim().toLowerCase();
  if (level === "warning") return "warn";
  if (level === "critical") return "fatal";
  return logLevels.find((name) => name === level);
}
