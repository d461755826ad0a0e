/**
 * Loaded before a program with `--import`: at its end it prints the npm packages and built-in plugins of which the program
 * loaded a file.
 */
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

const marks = { packages: "packages loaded: ", builtins: "built-in plugins loaded: " };

/** The packages that such a program printed on standard error. */
export const packagesIn = (errors: string): readonly string[] => listIn(errors, marks.packages);

/** The kinds of the built-in plugins. */
export const builtinsIn = (errors: string): readonly string[] => listIn(errors, marks.builtins);

function listIn(errors: string, mark: string): readonly string[] {
  const line = errors.split("\n").find((each) => each.startsWith(mark));
  if (line === undefined) throw new Error(`the program did not tell what it loaded:\n${errors}`);
  return JSON.parse(line.slice(mark.length));
}

// Not in the test, which imports the function above.
if (process.execArgv.some((each) => import.meta.url === pathToFileURL(each).href)) {
  const packages = new Set<string>();
  const builtins = new Set<string>();
  registerHooks({
    load(url, context, next) {
      const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
      if (name !== undefined) packages.add(name);
      const [, kind] = /\/plugins\/([a-z_]+)\/plugin\.[jt]s$/.exec(url) ?? [];
      if (name === undefined && kind !== undefined) builtins.add(kind);
      return next(url, context);
    },
  });
  const line = (mark: string, names: ReadonlySet<string>) => `${mark}${JSON.stringify([...names].sort())}\n`;
  process.on("exit", () =>
    process.stderr.write(line(marks.packages, packages) + line(marks.builtins, builtins)),
  );
}
