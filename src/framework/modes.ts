import type { ErrorPolicy } from "./config/entry.ts";
import type { ActiveMode } from "./plugin-registry.ts";
import type { Action, Verdict } from "./result.ts";

/** Whether a mode lets a plugin's `modified_payload` through. */
export function mayEdit(mode: ActiveMode): boolean {
  switch (mode) {
    case "enforce":
    case "enforce_ignore_error":
    case "permissive":
      return true;
    case "audit":
    case "concurrent":
    case "fire_and_forget":
      return false;
  }
}

/** Whether a mode applies a plugin's deny; where not, the deny is recorded. */
export function mayDeny(mode: ActiveMode): boolean {
  switch (mode) {
    case "enforce":
    case "enforce_ignore_error":
    case "concurrent":
      return true;
    case "permissive":
    case "audit":
    case "fire_and_forget":
      return false;
  }
}

/** What is done with a verdict. `switchOff`: the plugin runs no more until it is switched on again. */
export interface Consequence {
  readonly action: Action;
  readonly switchOff: boolean;
}

const allowed: Consequence = { action: "allowed", switchOff: false };
const denied: Consequence = { action: "denied", switchOff: false };
const recorded: Consequence = { action: "recorded", switchOff: false };
const switchedOff: Consequence = { action: "recorded", switchOff: true };

/**
 * The whole table of mode × on_error × verdict. `on_error: ignore` and `enforce_ignore_error` are written by somebody
 * and win over `fail_on_plugin_error`; the default `fail` denies where the mode may deny, and with
 * `fail_on_plugin_error` in permissive and audit mode too.
 */
export function consequence(
  mode: ActiveMode,
  onError: ErrorPolicy,
  verdict: Verdict,
  failOnPluginError: boolean,
): Consequence {
  switch (verdict) {
    case "allow":
      return allowed;
    case "deny":
      return mayDeny(mode) ? denied : recorded;
    case "error":
    case "timeout":
      if (onError === "disable") return switchedOff;
      if (onError === "ignore" || mode === "enforce_ignore_error" || mode === "fire_and_forget")
        return recorded;
      return mayDeny(mode) || failOnPluginError ? denied : recorded;
  }
}
