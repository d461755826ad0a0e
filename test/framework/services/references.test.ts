import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultServices } from "../../../src/framework/config/services-schema.ts";
import { type EntryInput, pluginEntry } from "../../../src/framework/index.ts";
import { checkServices } from "../../../src/framework/services/references.ts";

const entry = (name: string, plugins: readonly string[] = [], more: Partial<EntryInput> = {}) =>
  pluginEntry({ name, kind: "k", services: { ...defaultServices, plugins: [...plugins] }, ...more });

const cases: readonly (readonly [string, readonly EntryInput[], readonly string[]])[] = [
  ["a name that is there", [entry("a", ["b"]), entry("b")], []],
  ["a chain", [entry("a", ["b", "c"]), entry("b", ["c"]), entry("c", [], { calledOnly: true })], []],
  ["no such plugin", [entry("a", ["b"])], ['a services.plugins.0: no active plugin is called "b"']],
  [
    "a disabled plugin",
    [entry("a", ["b"]), entry("b", [], { mode: "disabled" })],
    ['a services.plugins.0: no active plugin is called "b"'],
  ],
  ["a disabled caller", [entry("a", ["b"], { mode: "disabled" })], []],
  ["itself", [entry("a", ["a"])], ['a services.plugins.0: plugin "a" calls this one in turn']],
  [
    "a circle",
    [entry("a", ["b"]), entry("b", ["c"]), entry("c", ["b"])],
    [
      'b services.plugins.0: plugin "c" calls this one in turn',
      'c services.plugins.0: plugin "b" calls this one in turn',
    ],
  ],
  [
    "called by nobody",
    [entry("a", [], { calledOnly: true }), entry("b", ["a"], { mode: "disabled" })],
    ["a called_only: no active plugin has it in `services.plugins`: it would never run"],
  ],
  [
    "an external plugin's services",
    [entry("a", [], { kind: "external" })],
    ["a services: are for plugins that run here: an external plugin has its server's"],
  ],
  [
    "an isolated plugin that would call",
    [entry("a", ["b"], { kind: "isolated" }), entry("b")],
    ["a services.plugins.0: an isolated plugin can call no other"],
  ],
  [
    "a certificate that is not there",
    [
      entry("a", [], {
        services: {
          ...defaultServices,
          http: { ...defaultServices.http, tls: { ca_bundle: "/nowhere/ca.pem" } },
        },
      }),
    ],
    ["a services.http.tls: a file cannot be read: ENOENT"],
  ],
];

for (const [name, inputs, expected] of cases) {
  test(`services: ${name}`, () => {
    const entries = inputs.map(pluginEntry);
    const told = checkServices(entries, entries, undefined).map(
      ({ plugin, path, message }) => `${plugin} ${path?.join(".")}: ${message}`,
    );
    assert.deepEqual(told, expected);
  });
}

test("one entry alone is checked against the whole configuration", () => {
  const all = [entry("a", ["b"]), entry("b", [], { calledOnly: true })].map(pluginEntry);
  for (const one of all) assert.deepEqual(checkServices([one], all, undefined), []);
});
