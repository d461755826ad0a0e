/** Loaded before a program with `--import`: at its end it prints the npm packages of which the program loaded a file. */
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

const mark = "packages loaded: ";

/** The packages that such a program printed on standard error. */
export function packagesIn(errors: string): readonly string[] {
  const line = errors.split("\n").find((each) => each.startsWith(mark));
  if (line === undefined) throw new Error(`the program did not tell what it loaded:\n${errors}`);
  return JSON.parse(line.slice(mark.length));
}

// Not in the test, which imports the function above.
if (process.execArgv.some((each) => import.meta.url === pathToFileURL(each).href)) {
  const packages = new Set<string>();
  registerHooks({
    load(url, context, next) {
      const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
      if (name !== undefined) packages.add(name);
      return next(url, context);
    },
  });
  process.on("exit", () => process.stderr.write(`${mark}${JSON.stringify([...packages].sort())}\n`));
}
