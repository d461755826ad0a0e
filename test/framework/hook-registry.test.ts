import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { builtinHooks, createHookRegistry } from "../../src/framework/index.ts";
import { handlerOf } from "../../src/framework/plugin-registry.ts";
import { greetingHook } from "./manager-of.ts";

test("built-in hooks are there, a host's are added", () => {
  const registry = createHookRegistry([greetingHook]);
  assert.deepEqual(registry.names(), [...Object.keys(builtinHooks), "greeting"]);
  assert.equal(registry.get("greeting"), greetingHook);
  assert.equal(registry.get("toString"), undefined);
});

for (const name of ["tool_pre_invoke", "", "Big", "with space", "__proto__"]) {
  test(`a hook cannot be called ${JSON.stringify(name)}`, () => {
    assert.throws(() => createHookRegistry([{ ...greetingHook, name }]), TypeError);
  });
}

test("payload schemas can be shown as JSON Schema, and what they write exists in the payload", () => {
  for (const hook of Object.values(builtinHooks)) {
    const { properties } = z.toJSONSchema(hook.payload, { io: "input" });
    const fields = Object.keys(properties ?? {});
    const named = [...hook.writable, ...(hook.measured ?? []), hook.subject, hook.leaves, hook.takes];
    for (const field of named)
      if (field !== undefined) assert.ok(fields.includes(field), `${hook.name}: ${field}`);
  }
});

test("life-cycle methods are no hooks, unless listed as such", () => {
  const plugin = { initialize: () => undefined, hooks: {} };
  assert.equal(handlerOf(plugin, "initialize"), undefined);
  assert.equal(handlerOf(plugin, "toString"), undefined);
  assert.notEqual(handlerOf({ ...plugin, hooks: { initialize: () => undefined } }, "initialize"), undefined);
});
