import { locationOf } from "../framework/config/located.ts";
import type { Finding } from "./findings.ts";
import type { AdapterConfig } from "./load-adapter.ts";
import { redisStore } from "./open-redis.ts";

/** What stands against the state's Redis: that it can't be used, or, where it isn't asked, that this is not known. */
export interface StateCheck {
  readonly problems: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly unchecked: readonly Finding[];
}

const fine: StateCheck = { problems: [], warnings: [], unchecked: [] };
const unheard = { lost() {}, recovered() {} };

/** Reads the files of `adapter.state.redis` and, unless `offline`, connects once, as a start would. */
export async function checkState(
  { document, sections }: AdapterConfig,
  offline: boolean,
): Promise<StateCheck> {
  const { state } = sections.adapter;
  if (state.redis === undefined) return fine;
  const key = "adapter.state.redis";
  const finding = (message: string): Finding => ({
    ...locationOf(document, ["adapter", "state", "redis"]),
    key,
    message,
  });
  try {
    const { store, url } = await redisStore(state, state.redis, () => unheard);
    if (offline) return { ...fine, unchecked: [finding(`whether ${url} can be used`)] };
    const problem = await store.start();
    await store.close();
    if (problem === undefined) return fine;
    const found = [finding(`${url} cannot be used: ${problem}`)];
    return state.redis.on_start_failure === "refuse"
      ? { ...fine, problems: found }
      : { ...fine, warnings: found };
  } catch (error) {
    return { ...fine, problems: [finding(error instanceof Error ? error.message : "can't be used")] };
  }
}
