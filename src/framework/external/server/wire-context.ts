import { z } from "zod";
import type { GlobalContext } from "../../context.ts";
import type { JsonObject } from "../../json.ts";
import { isJsonObject } from "../../json-check.ts";

const object = z.custom<JsonObject>(isJsonObject, "not a JSON object");
const text = z.string().nullish();

/** ContextForge's PluginContext as it travels; nulls and absent fields mean the same. */
const wireContext = z.object({
  state: object.nullish(),
  metadata: object.nullish(),
  global_context: z.object({
    request_id: z.string(),
    user: z.union([z.string(), object]).nullish(),
    user_context: object.nullish(),
    tenant_id: text,
    server_id: text,
    content_type: text,
    state: object.nullish(),
    metadata: object.nullish(),
  }),
});

/**
 * A caller's context, while a plugin runs on it.
 * @property user_context ContextForge's record of the user; plugins here have no use for it, it goes back as it came
 */
export interface CallContext {
  readonly global: GlobalContext;
  readonly user_context: JsonObject | null;
  readonly state: JsonObject;
  readonly metadata: JsonObject;
}

/** Reads the `context` argument of `invoke_hook`; undefined: it is no PluginContext. */
export function readContext(value: unknown): CallContext | undefined {
  const parsed = wireContext.safeParse(value);
  if (!parsed.success) return undefined;
  const { state, metadata, global_context: given } = parsed.data;
  const { request_id, user, tenant_id, server_id, content_type } = given;
  const global: GlobalContext = {
    request_id,
    ...(typeof user === "string" || (user !== null && user !== undefined) ? { user } : {}),
    ...(typeof tenant_id === "string" && { tenant_id }),
    ...(typeof server_id === "string" && { server_id }),
    ...(typeof content_type === "string" && { content_type }),
    state: copy(given.state),
    metadata: copy(given.metadata),
  };
  return {
    global,
    user_context: given.user_context ?? null,
    state: copy(state),
    metadata: copy(metadata),
  };
}

/** The plugin's own, deep: what it was and what it became can be compared. */
function copy(value: JsonObject | null | undefined): JsonObject {
  return value === null || value === undefined ? {} : structuredClone(value);
}

/** The context of a reply; undefined where ContextForge sends none, since nothing is kept in it. */
export function writeContext({ global, user_context, state, metadata }: CallContext): JsonObject | undefined {
  if ([state, metadata, global.state].every((each) => Object.keys(each).length === 0)) return undefined;
  return {
    state,
    global_context: {
      request_id: global.request_id,
      user: global.user ?? null,
      user_context,
      tenant_id: global.tenant_id ?? null,
      server_id: global.server_id ?? null,
      content_type: global.content_type ?? null,
      state: global.state,
      metadata: global.metadata,
    },
    metadata,
  };
}
