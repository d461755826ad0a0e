import type { GlobalContext } from "./context.ts";
import type { Payload } from "./edits.ts";
import { copyJson } from "./json-copy.ts";
import { deepFreeze } from "./json-freeze.ts";
import { exceedsTextLimit } from "./payload-size.ts";
import { RunContext } from "./plugin-context.ts";
import type { PlannedPlugin } from "./plugin-registry.ts";
import type { Run } from "./run.ts";
import { isThenable, type Pending, type Settled, waitFor } from "./timeout.ts";
import { executorViolation } from "./violation.ts";

/** A plugin's run that was started: ended already, or not. */
export interface Started {
  readonly planned: PlannedPlugin;
  /** What the plugin was handed, and what its edits are compared with. */
  readonly input: Payload;
  /** What the plugin itself holds: the input, or its own copy. */
  readonly handed: Payload;
  readonly startedAt: number;
  end: Settled | Pending;
}

/** Whether the plugin is on and its conditions match the payload as it is now. */
export function applies(run: Run, planned: PlannedPlugin, payload: Payload): boolean {
  if (planned.instance.status.switchedOff) return false;
  if (planned.matches === undefined) return true;
  const { subject } = run.plan.hook;
  const name = subject === undefined ? undefined : payload[subject];
  const unknown = run.options.subjectUnknown === true;
  return planned.matches({ name: typeof name === "string" ? name : undefined, unknown }, run.global);
}

/** Before the first plugin that runs: the payload's size is checked and it is frozen. False: the run is denied. */
export function makeReady(run: Run): boolean {
  if (run.ready) return true;
  const limit = run.executor.settings.max_payload_bytes;
  const hint = run.options.sizeHint;
  if (
    (hint === undefined || !(hint <= limit)) &&
    exceedsTextLimit(run.original, run.plan.hook.measured, limit)
  ) {
    run.denial = executorViolation("PAYLOAD_TOO_LARGE", `The payload holds more than ${limit} bytes of text`);
  } else if (!deepFreeze(run.original)) {
    run.denial = executorViolation("PAYLOAD_TOO_LARGE", "The payload is nested too deep");
  } else {
    run.ready = true;
  }
  return run.ready;
}

const noCallers: readonly string[] = [];

/**
 * Calls a plugin's handler. A synchronous one has ended when this returns, at the cost of no promise and no timer.
 * @param chain the plugins that called each other up to this one
 */
export function start(
  run: Run,
  planned: PlannedPlugin,
  input: Payload,
  chain: readonly string[] = noCallers,
): Started {
  const { clock, settings } = run.executor;
  const startedAt = clock.now();
  const limitMs = Math.min(settings.plugin_timeout * 1000, run.deadline - startedAt);
  if (!(limitMs > 0)) {
    return { planned, input, handed: input, startedAt, end: { kind: "timed_out", limitMs: 0 } };
  }
  let handed = input;
  let end: Settled | Pending;
  try {
    if (planned.instance.isolation === "copied") handed = copyJson(input);
    const { instance } = planned;
    const call = { run, instance, deadline: startedAt + limitMs, chain };
    const context = new RunContext(globalFor(run, planned), run.executor.contexts, instance.uuid, call);
    const raw = planned.call(handed, context);
    end = isThenable(raw)
      ? waitFor(raw, limitMs, clock, run.options.signal, (end) => context.stop(end))
      : { kind: "answered", raw };
  } catch (error) {
    end = { kind: "failed", error };
  }
  return { planned, input, handed, startedAt, end };
}

/** Those that only watch get a copy of the global state: what they write there, no other plugin sees. */
function globalFor(run: Run, planned: PlannedPlugin): GlobalContext {
  if (planned.mode !== "audit" && planned.mode !== "fire_and_forget") return run.global;
  const { state, metadata } = run.global;
  return Object.freeze({ ...run.global, state: { ...state }, metadata: { ...metadata } });
}

/** Whether the plugin still works on its answer. */
export function isPending(end: Settled | Pending): end is Pending {
  return "settled" in end;
}
