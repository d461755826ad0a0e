import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import test from "node:test";
import { filesBelow, productSources, root, textOf } from "./files.ts";
import { importsOf } from "./import-scan.ts";

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly files: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin: Readonly<Record<string, string>>;
}
interface LockEntry {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(textOf("package.json")) as Manifest;
const lock = (JSON.parse(textOf("package-lock.json")) as { packages: Record<string, LockEntry> }).packages;

test("the licence is Apache-2.0, in the manifest and in full", () => {
  assert.equal(manifest.license, "Apache-2.0");
  const text = textOf("LICENSE");
  assert.match(text, /Apache License\s+Version 2\.0, January 2004/);
  assert.match(text, /END OF TERMS AND CONDITIONS/);
});

test("the change log has an entry for what is next and names the version", () => {
  const changes = textOf("CHANGELOG.md");
  assert.match(changes, /^## (?:Unreleased\b|\[?\d+\.\d+\.\d+)/m);
  assert.ok(changes.includes(manifest.version));
});

test("every dependency has one exact version", () => {
  const all = { ...manifest.dependencies, ...manifest.devDependencies };
  const loose = Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
  assert.deepEqual(loose, []);
});

test("every dependency is used by the product", () => {
  const used = new Set(
    productSources()
      .flatMap((path) => importsOf(textOf(path)))
      .map(({ specifier }) => specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/")),
  );
  assert.deepEqual(
    Object.keys(manifest.dependencies).filter((name) => !used.has(name)),
    [],
  );
});

test("the lock file lists what every platform needs", () => {
  // A registry mirror that lacks some platforms' packages yields a lock file which `npm ci` refuses elsewhere.
  const missing = Object.values(lock).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies).filter((name) => !(`node_modules/${name}` in lock)),
  );
  assert.deepEqual(missing, []);
});

test("the lock file names no registry of its own", () => {
  const elsewhere = Object.entries(lock).filter(
    ([, { resolved }]) => resolved !== undefined && !resolved.startsWith("https://registry.npmjs.org/"),
  );
  assert.deepEqual(elsewhere, []);
});

test("what the package publishes exists", () => {
  const there = filesBelow();
  const given = manifest.files.filter((each) => each !== "dist" && !each.startsWith("!"));
  const absent = given.filter((each) => {
    const pattern = new RegExp(`^${each.replaceAll(".", "\\.").replaceAll("*", "[^/]+")}(?:/|$)`);
    return !there.some((path) => pattern.test(path));
  });
  assert.deepEqual(absent, []);
});

test("a package is packed from what is built for it, and its README finds the pages that it names", () => {
  assert.match(manifest.scripts["prepack"] ?? "", /npm run build$/);
  const pages = [...textOf("README.md").matchAll(/\]\((docs\/[^)#]+)/g)];
  assert.ok(pages.length > 0 && manifest.files.includes("docs"));
});

test("commands start Node with a small young generation, as the guide does", () => {
  const flag = "--max-semi-space-size=16";
  for (const target of Object.values(manifest.bin)) {
    const [first = ""] = textOf(target.replace(/^dist\/(.*)\.js$/, "$1.ts")).split("\n", 1);
    // The kernel hands all that follows the interpreter over as one argument.
    const [, interpreter = "", argument = ""] = /^#!(\S+) (.*)$/.exec(first) ?? [];
    const print = [argument, "--print", "process.execArgv[0]"];
    const flags = execFileSync(interpreter, print, { encoding: "utf8" });
    assert.equal(flags.trim(), flag);
  }
  assert.ok(textOf("docs/guide/operate.md").includes(`node ${flag} `));
});

test("exports and commands are built from sources that exist", () => {
  const targets = [
    ...Object.values(manifest.bin),
    ...Object.values(manifest.exports).flatMap((each) =>
      typeof each === "string" ? [each] : Object.values(each),
    ),
  ];
  const absent = targets
    .map((target) => target.replace(/^\.\//, ""))
    .map((target) => target.replace(/^dist\/(.*?)(?:\.d\.ts|\.js)$/, "$1.ts"))
    .filter((source) => !existsSync(root + source));
  assert.deepEqual(absent, []);
});
