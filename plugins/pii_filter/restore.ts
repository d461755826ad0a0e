import {
  compileNames,
  type GlobalContext,
  principalOf,
  type TextPath,
  tuple,
} from "plugins-adapter/framework";
import type { PiiConfig, RestoreRule } from "./config.ts";

/** Whether a value of a type may stand in clear at a place of a call's arguments. */
export type MayRestore = (type: string, path: TextPath) => boolean;

/**
 * Compiles `restore_tokens`, to what tells of a call whether its tool may see values: undefined where it may see none.
 * A rule that names servers matches none that is not known.
 */
export function restorerOf(
  rules: readonly RestoreRule[],
): (tool: string, context: GlobalContext) => MayRestore | undefined {
  const compiled = rules.map(({ tools, servers, types, fields }) => ({
    isTool: compileNames(tools),
    isServer: servers && compileNames(servers),
    types: types && new Set<string>(types),
    isField: fields && compileNames(fields),
  }));
  return (tool, { server_id }) => {
    const here = compiled.filter(
      ({ isTool, isServer }) =>
        isTool(tool) && (isServer === undefined || (server_id !== undefined && isServer(server_id))),
    );
    if (here.length === 0) return undefined;
    return (type, path) =>
      here.some(
        ({ types, isField }) =>
          (types === undefined || types.has(type)) &&
          (isField === undefined || isField(["args", ...path].join("."))),
      );
  };
}

/**
 * In which scope a message's tokens are made, and can be turned back; undefined where it is not known: those can never be.
 * A session id is the client's to choose, so that who the client is counts beside it.
 */
export function scopeOf(
  { session_id, user, tenant_id }: GlobalContext,
  scope: PiiConfig["token_scope"],
): string | undefined {
  const principal = principalOf(user, tenant_id);
  if (scope === "session")
    return session_id === undefined ? undefined : tuple(["session", session_id, principal]);
  return user === undefined ? undefined : tuple(["user", principal]);
}
