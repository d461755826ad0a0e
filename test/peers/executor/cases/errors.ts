import type { Case, Differs } from "../case.ts";
import { denying, setting } from "./values.ts";

const modes = [
  "sequential",
  "enforce_ignore_error",
  "transform",
  "audit",
  "concurrent",
  "fire_and_forget",
] as const;
const policies = [undefined, "fail", "ignore", "disable"] as const;
const failures = [
  {
    name: "throws",
    step: { fail: "boom" },
    status: "error",
    violation: {
      reason: "Plugin error",
      description: "Plugin one failed: RangeError",
      code: "PLUGIN_ERROR",
      details: { error: "RangeError" },
      plugin_name: "one",
    },
  },
  {
    name: "hangs",
    step: { hang: true },
    status: "timeout",
    violation: {
      reason: "Plugin timeout",
      description: "Plugin one did not answer in time",
      code: "PLUGIN_TIMEOUT",
      details: { timeout_ms: 20 },
      plugin_name: "one",
    },
  },
] as const;

type Mode = (typeof modes)[number];
type OnError = (typeof policies)[number];
type Failure = (typeof failures)[number];

/** Every mode with every `on_error`, called twice: the second call shows who was switched off. */
const everyFailure: readonly Case[] = failures.flatMap((failure) =>
  modes.flatMap((mode) =>
    policies.map((on_error) => ({
      name: `${mode}, on_error ${on_error ?? "not given"}: ${failure.name}`,
      plugins: [
        { name: "before", script: setting("b") },
        { name: "one", mode, ...(on_error !== undefined && { on_error }), script: [failure.step] },
        { name: "after", priority: 200, script: [{ set_args: { y: "a" } }] },
      ],
      calls: [{}, {}],
      differs: failureDiffers(mode, on_error, failure),
    })),
  ),
);

function failureDiffers(mode: Mode, on_error: OnError, failure: Failure): Differs[] {
  const fails = on_error === "fail" || (on_error === undefined && mode !== "enforce_ignore_error");
  if (fails && mode !== "fire_and_forget") return [0, 1].map((call) => raised(mode, call, failure));
  // A timeout's record is right in cpex where somebody waited for it.
  if (failure.name === "hangs" && mode !== "fire_and_forget") return [];
  const records = recordsOf(mode, failure);
  const calls = on_error === "disable" ? [0] : [0, 1];
  return calls.map((call) => ({ id: "failures-are-recorded", call, here: { records } }));
}

function raised(mode: Mode, call: number, failure: Failure): Differs {
  if (mode === "enforce_ignore_error") {
    const ran = ["before", "one", "after"];
    return { id: "enforce-ignore-error-ignores", call, here: { ran, raised: null, passes: true } };
  }
  if (mode === "transform" || mode === "audit") {
    return { id: "errors-are-violations", call, here: { raised: null, passes: true } };
  }
  return {
    id: "errors-are-violations",
    call,
    here: { raised: null, passes: false, violation: failure.violation },
  };
}

/** cpex's phases: those that run one after the other first. */
function recordsOf(mode: Mode, { status }: Failure): string[] {
  const one = `one ${status}`;
  return mode === "sequential" || mode === "enforce_ignore_error"
    ? ["before completed modified", one, "after completed modified"]
    : ["before completed modified", "after completed modified", one];
}

function recorded(...records: readonly string[]): Differs {
  return { id: "failures-are-recorded", here: { records: [...records] } };
}

export const errorCases: readonly Case[] = [
  ...everyFailure,
  {
    name: "what a plugin said before it failed is lost",
    plugins: [
      {
        name: "a",
        on_error: "ignore",
        script: [{ metadata: { a: 1 } }, ...setting("a"), { retry_delay_ms: 9 }, { fail: "boom" }],
      },
      { name: "b", script: setting("b") },
    ],
    differs: [recorded("a error", "b completed modified")],
  },
  {
    name: "what a plugin wrote into shared state before it failed",
    plugins: [
      {
        name: "a",
        on_error: "ignore",
        script: [{ set_global_state: { g: 1 } }, { set_global_metadata: { m: 1 } }, { fail: "boom" }],
      },
      { name: "b", script: [] },
    ],
    differs: [
      recorded("a error", "b completed"),
      {
        id: "global-state-is-shared",
        here: { ran: ["a", "b"], global_state: { g: 1 }, global_metadata: { m: 1 } },
      },
    ],
  },
  {
    name: "a concurrent plugin's error beside another's deny that comes later",
    plugins: [
      { name: "a", mode: "concurrent", on_error: "ignore", script: [{ fail: "boom" }] },
      { name: "b", mode: "concurrent", script: [{ turns: 3 }, ...denying] },
    ],
    differs: [recorded("a error", "b completed denied")],
  },
  {
    name: "switched off in one hook is switched off in the other",
    plugins: [
      { name: "a", on_error: "disable", script: [{ fail: "boom" }] },
      { name: "b", script: [] },
    ],
    calls: [{}, { hook: "tool_post_invoke", payload: { name: "t", result: "x" } }],
    differs: [recorded("a error", "b completed")],
  },
  {
    name: "arguments longer than the limit",
    plugins: [{ name: "a", script: [] }],
    calls: [{ payload: { name: "t", args: { a: "x".repeat(1_000_001) } } }],
    differs: [
      {
        id: "size-limit-is-a-violation",
        here: {
          raised: null,
          passes: false,
          violation: {
            reason: "Payload too large",
            description: "The payload holds more than 1000000 bytes of text",
            code: "PAYLOAD_TOO_LARGE",
            details: {},
          },
        },
      },
    ],
  },
  {
    name: "arguments as long as the limit",
    plugins: [{ name: "a", script: [] }],
    calls: [{ payload: { name: "t", args: { a: "x".repeat(999_999) } } }],
  },
];
