import assert from "node:assert/strict";
import test from "node:test";
import { productSources, textOf } from "./files.ts";
import { importViolations } from "./import-rules.ts";
import { importsOf } from "./import-scan.ts";

const packages = new Set(
  Object.keys((JSON.parse(textOf("package.json")) as { dependencies: Record<string, string> }).dependencies),
);

test("imports go down, plugins import the framework's entry alone", () => {
  const files = productSources().map((path) => ({ path, text: textOf(path) }));
  assert.ok(files.length > 50, "the sources were not found");
  assert.deepEqual(importViolations(files, packages), []);
});

const planted: readonly [path: string, line: string, problem: string | undefined][] = [
  ["src/mcp/a.ts", 'import type { JsonValue } from "../framework/json.ts";', undefined],
  [
    "src/mcp/a.ts",
    'import { x } from "../framework/json.ts";',
    "may import only types from src/framework/json.ts",
  ],
  [
    "src/mcp/a.ts",
    'import type { X } from "../framework/hooks.ts";',
    "may not import src/framework/hooks.ts",
  ],
  ["src/mcp/json/a.ts", 'import { x } from "./b.ts";', undefined],
  ["src/mcp/json/a.ts", 'import { x } from "../../inspection/b.ts";', "may not import src/inspection/b.ts"],
  ["src/framework/a.ts", 'export * from "../settings/a.ts";', "may not import src/settings/a.ts"],
  ["src/framework/a.ts", 'const a = await import("../mcp/b.ts");', "may not import src/mcp/b.ts"],
  ["src/framework/config/a.ts", 'import { z } from "zod";', undefined],
  ["src/telemetry/a.ts", 'import type { X } from "../framework/result.ts";', undefined],
  [
    "src/telemetry/a.ts",
    'import { X } from "../framework/result.ts";',
    "may import only types from src/framework/result.ts",
  ],
  ["src/settings/a.ts", 'import { x } from "../framework/config/a.ts";', undefined],
  [
    "src/settings/a.ts",
    'import { x } from "../framework/hooks.ts";',
    "may not import src/framework/hooks.ts",
  ],
  ["src/extproc/a.ts", 'import { x } from "../inspection/b.ts";', undefined],
  ["src/extproc/a.ts", 'import { x } from "../mcp/b.ts";', "may not import src/mcp/b.ts"],
  ["src/extproc/a.ts", 'import { x } from "../management/b.ts";', "may not import src/management/b.ts"],
  ["src/extproc/transport/a.ts", 'import { x } from "@grpc/grpc-js";', undefined],
  [
    "src/inspection/a.ts",
    'import { x } from "@grpc/grpc-js";',
    "@grpc/grpc-js is for src/extproc/transport/, src/framework/external/ alone",
  ],
  ["src/inspection/a.ts", 'import { x } from "../extproc/b.ts";', "may not import src/extproc/b.ts"],
  ["src/main.ts", 'import { x } from "./commands/b.ts";', undefined],
  ["src/main.ts", 'import { x } from "./framework/b.ts";', "may not import src/framework/b.ts"],
  ["src/commands/a.ts", 'import { x } from "../main.ts";', "may not import src/main.ts"],
  ["src/commands/a.ts", 'import { x } from "../../plugins/builtin.ts";', undefined],
  ["src/commands/a.ts", 'import fs from "fs";', "write node:fs"],
  ["src/commands/a.ts", 'import x from "left-pad";', "left-pad is not in package.json's dependencies"],
  ["src/commands/a.ts", 'import "left-pad";', "left-pad is not in package.json's dependencies"],
  [
    "src/commands/a.ts",
    'const x = require("left-pad/sub");',
    "left-pad is not in package.json's dependencies",
  ],
  [
    "src/commands/a.ts",
    'import { x } from "plugins-adapter/framework";',
    "the public entry is for plugins; import the file",
  ],
  ["src/commands/a.ts", ' * import { x } from "left-pad";', undefined],
  ["plugins/p/a.ts", 'import { x } from "plugins-adapter/framework";', undefined],
  ["plugins/p/a.ts", 'import { x } from "./sub/b.ts";', undefined],
  ["plugins/p/a.ts", 'import { readFileSync } from "node:fs";', undefined],
  ["plugins/p/a.ts", 'import { x } from "../q/b.ts";', "may not import plugins/q/b.ts"],
  [
    "plugins/p/a.ts",
    'import { x } from "../../src/framework/index.ts";',
    "may not import src/framework/index.ts",
  ],
  [
    "plugins/p/a.ts",
    'import { x } from "plugins-adapter/mcp";',
    "plugins-adapter is not in package.json's dependencies",
  ],
  ["plugins/builtin.ts", 'import { x } from "./p/a.ts";', undefined],
];

for (const [path, line, problem] of planted) {
  test(`${path}: ${line}`, () => {
    const found = importViolations([{ path, text: `// first\n${line}\n` }], packages);
    assert.deepEqual(found, problem === undefined ? [] : [`${path}:2: ${problem}`]);
  });
}

test("a folder that has no place in the table is refused", () => {
  assert.deepEqual(importViolations([{ path: "src/new/a.ts", text: "" }], packages), [
    "src/new/a.ts: no part of test/repository/layers.ts holds this file",
  ]);
});

test("the scanner reads every form of import", () => {
  const source = `import a from "a";
import type { B } from "b";
import { type C, c } from "c";
import type from "d";
import {
  e,
  type E,
} from "e";
export { f } from "f";
export type { G } from "g";
export * as h from "h";
export const notAnImport = "from";
const i = await import("i");
type J = import("j").J;
import "k";
`;
  assert.deepEqual(
    importsOf(source)
      .map(({ specifier, typeOnly }) => (typeOnly ? `type ${specifier}` : specifier))
      .sort(),
    ["a", "c", "d", "e", "f", "h", "i", "k", "type b", "type g", "type j"],
  );
});
