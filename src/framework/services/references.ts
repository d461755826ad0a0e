import type { PluginEntry } from "../config/entry.ts";
import { quote } from "../config/problem.ts";
import { tlsOptions } from "../external/server-access.ts";
import { entryProblem, type LoadProblem, type Locate } from "../load-problem.ts";

/**
 * What is wrong with the `services` of active entries: names that are no active plugin's, plugins that call each other in
 * a circle, TLS files that cannot be read, services where there are none; and plugins that only run when called, and
 * nobody calls.
 * @param all every entry of the configuration, `entries` among them
 */
export function checkServices(
  entries: readonly PluginEntry[],
  all: readonly PluginEntry[],
  locate: Locate | undefined,
): LoadProblem[] {
  const active = new Map(all.filter(({ mode }) => mode !== "disabled").map((entry) => [entry.name, entry]));
  const problems: LoadProblem[] = [];
  for (const entry of entries) {
    if (!active.has(entry.name) || entry.mode === "disabled") continue;
    const complain = (message: string, ...path: (string | number)[]) =>
      problems.push(entryProblem(entry, message, path, locate));
    const { services } = entry;
    if (services !== undefined && entry.kind === "external")
      complain("are for plugins that run here: an external plugin has its server's", "services");
    (services?.plugins ?? []).forEach((name, index) => {
      const at = ["services", "plugins", index];
      if (entry.kind === "isolated") complain("an isolated plugin can call no other", ...at);
      else if (!active.has(name)) complain(`no active plugin is called ${quote(name)}`, ...at);
      else if (reaches(name, entry.name, active))
        complain(`plugin ${quote(name)} calls this one in turn`, ...at);
    });
    if (entry.calledOnly === true && ![...active.values()].some((other) => calls(other, entry.name)))
      complain("no active plugin has it in `services.plugins`: it would never run", "called_only");
    const unreadable = tlsProblem(entry);
    if (unreadable !== undefined) complain(unreadable, "services", "http", "tls");
  }
  return problems;
}

function calls(entry: PluginEntry, name: string): boolean {
  return entry.services?.plugins.includes(name) === true;
}

function reaches(from: string, to: string, active: ReadonlyMap<string, PluginEntry>): boolean {
  const open = [from];
  const seen = new Set<string>();
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === to) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(...(active.get(name)?.services?.plugins ?? []));
  }
  return false;
}

function tlsProblem({ services }: PluginEntry): string | undefined {
  const tls = services?.http.tls;
  if (!tls) return undefined;
  try {
    tlsOptions({ tls });
    return undefined;
  } catch (error) {
    return `a file cannot be read: ${(error as NodeJS.ErrnoException).code ?? "error"}`;
  }
}
