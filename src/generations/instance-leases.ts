import type { PluginInstance } from "../framework/index.ts";

/** Counts the generations that run an instance, so that it is shut down when the last of them is over. */
export interface InstanceLeases {
  hold(instances: readonly PluginInstance[]): void;
  /** Gives one generation's hold back. Never rejects. */
  release(instance: PluginInstance): Promise<void>;
  /** Instances that some generation holds. */
  readonly size: number;
}

/** @param shutdown ends an instance that nobody holds any more; must not reject */
export function createInstanceLeases(
  shutdown: (instance: PluginInstance) => void | Promise<void>,
): InstanceLeases {
  const holders = new Map<string, number>();
  return {
    hold(instances) {
      for (const { uuid } of instances) holders.set(uuid, (holders.get(uuid) ?? 0) + 1);
    },
    async release(instance) {
      const left = (holders.get(instance.uuid) ?? 0) - 1;
      if (left > 0) {
        holders.set(instance.uuid, left);
        return;
      }
      if (holders.delete(instance.uuid)) await shutdown(instance);
    },
    get size() {
      return holders.size;
    },
  };
}
