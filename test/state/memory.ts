import { systemClock } from "../../src/framework/index.ts";
import { defaultSettings } from "../../src/settings/adapter.ts";
import type { StateSettings } from "../../src/settings/state.ts";
import { memoryState, type State } from "../../src/state/state.ts";

/** State in memory for tests that need some; its timer keeps no process alive. */
export function testState(settings: StateSettings = defaultSettings.state): State {
  return memoryState(settings, systemClock);
}
