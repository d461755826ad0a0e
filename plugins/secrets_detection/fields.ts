import type { TextPath } from "plugins-adapter/framework";
import type { SecretsConfig } from "./config.ts";

/** Which parts of a payload are looked at. */
export interface Fields {
  includes(path: TextPath): boolean;
}

/** A path of the config stands for the member and all that is in it; indexes of arrays are left out of paths. */
export function fieldsOf(config: Pick<SecretsConfig, "field_allowlist" | "field_denylist">): Fields {
  const allowed = config.field_allowlist.map((path) => path.split("."));
  const denied = config.field_denylist.map((path) => path.split("."));
  if (allowed.length === 0 && denied.length === 0) return { includes: () => true };
  return {
    includes(path) {
      const names = path.filter((part) => typeof part === "string");
      if (denied.some((prefix) => begins(names, prefix))) return false;
      return allowed.length === 0 || allowed.some((prefix) => begins(names, prefix));
    },
  };
}

function begins(names: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((part, index) => names[index] === part);
}
