import assert from "node:assert/strict";
import { test } from "node:test";
import { type ErrorPolicy, errorPolicies, pluginModes } from "../../src/framework/config/entry.ts";
import type { Action, HookOutcome, ToolPreInvokePayload, Verdict } from "../../src/framework/index.ts";
import { consequence, mayDeny, mayEdit } from "../../src/framework/modes.ts";
import type { ActiveMode } from "../../src/framework/plugin-registry.ts";
import { fakeClock } from "./fake-clock.ts";
import { contextOf, deny, managerOf, setting, toolCall } from "./manager-of.ts";

const modes = pluginModes.filter((mode) => mode !== "disabled");

const edits: Record<ActiveMode, boolean> = {
  enforce: true,
  enforce_ignore_error: true,
  permissive: true,
  audit: false,
  concurrent: false,
  fire_and_forget: false,
};
const denies: Record<ActiveMode, boolean> = {
  enforce: true,
  enforce_ignore_error: true,
  permissive: false,
  audit: false,
  concurrent: true,
  fire_and_forget: false,
};

/** What an error or timeout leads to: [without, with] `fail_on_plugin_error`. */
const failures: Record<ActiveMode, Record<ErrorPolicy, [Action, Action]>> = {
  enforce: {
    fail: ["denied", "denied"],
    ignore: ["recorded", "recorded"],
    disable: ["recorded", "recorded"],
  },
  enforce_ignore_error: {
    fail: ["recorded", "recorded"],
    ignore: ["recorded", "recorded"],
    disable: ["recorded", "recorded"],
  },
  permissive: {
    fail: ["recorded", "denied"],
    ignore: ["recorded", "recorded"],
    disable: ["recorded", "recorded"],
  },
  audit: {
    fail: ["recorded", "denied"],
    ignore: ["recorded", "recorded"],
    disable: ["recorded", "recorded"],
  },
  concurrent: {
    fail: ["denied", "denied"],
    ignore: ["recorded", "recorded"],
    disable: ["recorded", "recorded"],
  },
  fire_and_forget: {
    fail: ["recorded", "recorded"],
    ignore: ["recorded", "recorded"],
    disable: ["recorded", "recorded"],
  },
};

for (const mode of modes) {
  test(`${mode}: what it may do`, () => {
    assert.equal(mayEdit(mode), edits[mode]);
    assert.equal(mayDeny(mode), denies[mode]);
  });
  for (const onError of errorPolicies) {
    for (const failOnPluginError of [false, true]) {
      const setting = `${mode}, on_error ${onError}, fail_on_plugin_error ${failOnPluginError}`;
      test(`${setting}: the table of consequences`, () => {
        const of = (verdict: Verdict) => consequence(mode, onError, verdict, failOnPluginError);
        assert.deepEqual(of("allow"), { action: "allowed", switchOff: false });
        assert.deepEqual(of("deny"), { action: denies[mode] ? "denied" : "recorded", switchOff: false });
        const action = failures[mode][onError][failOnPluginError ? 1 : 0];
        for (const verdict of ["error", "timeout"] as const) {
          assert.deepEqual(of(verdict), { action, switchOff: onError === "disable" });
        }
      });
    }
  }
}

/** Every way for a plugin to answer, as [handler, verdict]. */
const behaviours: readonly (readonly [string, (payload: ToolPreInvokePayload) => unknown, Verdict])[] = [
  ["goes on", () => ({}), "allow"],
  ["returns nothing", () => undefined, "allow"],
  ["edits", setting("x", "edited"), "allow"],
  ["denies", () => deny, "deny"],
  ["denies later", async () => deny, "deny"],
  [
    "throws",
    () => {
      throw new RangeError("secret payload");
    },
    "error",
  ],
  [
    "rejects",
    async () => {
      throw new RangeError("secret payload");
    },
    "error",
  ],
  ["answers nonsense", () => "yes", "error"],
  ["answers no boolean", () => ({ continue_processing: "false" }), "error"],
  ["edits into nonsense", () => ({ modified_payload: { name: "t", args: "x" } }), "error"],
  ["hangs", () => new Promise(() => {}), "timeout"],
];

for (const mode of modes.filter((mode) => mode !== "fire_and_forget")) {
  for (const onError of errorPolicies) {
    for (const [behaviour, run, verdict] of behaviours) {
      test(`${mode}, on_error ${onError}: a plugin that ${behaviour}`, async () => {
        const clock = fakeClock();
        const manager = managerOf([{ mode, onError, run }, { run: () => undefined }], { clock });
        const running = manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
        if (verdict === "timeout") clock.advance(30_000);
        const outcome = await running;

        // A mode that may not edit does not read edits, so bad ones are no error there.
        const unread = behaviour === "edits into nonsense" && !edits[mode];
        checkOutcome(
          outcome,
          unread ? "allow" : verdict,
          mode,
          onError,
          behaviour === "edits" && edits[mode],
        );
        const off = onError === "disable" && !unread && (verdict === "error" || verdict === "timeout");
        assert.equal(manager.plugins()[0]?.status, off ? "switched_off" : "enabled");
        assert.ok(!JSON.stringify(outcome).includes("secret"));
        await manager.shutdown();
        assert.equal(clock.waiting, 0);
      });
    }
  }
}

function checkOutcome(
  outcome: HookOutcome<ToolPreInvokePayload>,
  verdict: Verdict,
  mode: ActiveMode,
  onError: ErrorPolicy,
  modified: boolean,
): void {
  const { action } = consequence(mode, onError, verdict, false);
  const [record, next] = outcome.executions;
  assert.equal(record?.verdict, verdict);
  assert.equal(record.action, action);
  assert.equal(record.modified, modified);
  assert.equal(outcome.modified, modified);
  assert.equal(outcome.continue_processing, action !== "denied");
  assert.equal(
    next === undefined,
    action === "denied",
    "the next plugin runs unless this one stops the message",
  );
  const code = { allow: undefined, deny: "NO", error: "PLUGIN_ERROR", timeout: "PLUGIN_TIMEOUT" }[verdict];
  assert.equal(record.violation?.code, code);
  assert.equal(record.violation?.plugin_name, code && "a");
  assert.equal(outcome.violation, action === "denied" ? record.violation : undefined);
  assert.deepEqual(outcome.payload.args, modified ? { a: "1", x: "edited" } : { a: "1" });
}
