import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { posix } from "node:path";
import test from "node:test";
import { filesBelow, root, textOf } from "./files.ts";

const pages = filesBelow().filter((path) => path.endsWith(".md"));
const makefile = textOf("Makefile");
const targets = new Set([...makefile.matchAll(/^([a-z][a-z-]*):/gm)].map((match) => match[1]!));

test("the usual pages are there", () => {
  const wanted = [
    "README.md",
    "CONTRIBUTING.md",
    "REVIEW.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "docs/guide/README.md",
  ];
  assert.deepEqual(
    wanted.filter((page) => !pages.includes(page)),
    [],
  );
});

for (const page of pages) {
  test(`${page}: links, paths and make targets exist`, () => {
    const text = textOf(page);
    assert.deepEqual([...deadLinks(page, text), ...deadPaths(text), ...unknownTargets(text)], []);
  });
}

test("every target that is for people is told by `make help`", () => {
  const phony = [...makefile.matchAll(/^\.PHONY: ([a-z-]+)$/gm)].map((match) => match[1]!);
  const steps = ["packages", "envoy"];
  const silent = phony.filter(
    (name) => !steps.includes(name) && !new RegExp(`^${name}:.*## `, "m").test(makefile),
  );
  assert.deepEqual(silent, []);
});

test("a dead link, a dead path and an unknown target are found", () => {
  assert.deepEqual(
    deadLinks("docs/guide/README.md", "[a](no-such-page.md) [b](https://example.org/x) [c](#part)"),
    ["link no-such-page.md"],
  );
  assert.deepEqual(deadPaths("see `src/no-such-file.ts`, `src/main.ts`, `plugins/<name>/` and `test/*.ts`"), [
    "path src/no-such-file.ts",
  ]);
  assert.deepEqual(unknownTargets("`make no-such-target`, then `make test`"), ["make no-such-target"]);
});

function deadLinks(page: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1]!)
    .filter((link) => !/^(?:[a-z]+:|#)/.test(link))
    .filter((link) => !existsSync(root + posix.join(posix.dirname(page), link.replace(/#.*$/, ""))))
    .map((link) => `link ${link}`);
}

/** Paths of the repository in backticks. One with a placeholder or a star is a pattern, not a path; `plugins/config.yaml` is where an operator puts theirs. */
function deadPaths(text: string): string[] {
  return [...text.matchAll(/`((?:src|plugins|test|docs|scripts|proto|envoy|deploy|\.ci)\/[^`\s]*)`/g)]
    .map((match) => match[1]!)
    .filter((path) => !/[<>*{}…$]/.test(path) && path !== "plugins/config.yaml")
    .filter((path) => !existsSync(root + path.replace(/[#:].*$/, "")))
    .map((path) => `path ${path}`);
}

function unknownTargets(text: string): string[] {
  const code = [...text.matchAll(/`make ([a-z][a-z-]*)|^\s*(?:\$ )?make ([a-z][a-z-]*)/gm)];
  return code
    .map((match) => (match[1] ?? match[2])!)
    .filter((target) => !targets.has(target))
    .map((target) => `make ${target}`);
}
