import { builtinHooks } from "../../src/framework/hooks.ts";
import type { Plugin } from "../../src/framework/index.ts";
import type { JsonObject, JsonValue } from "../../src/framework/json.ts";
import { inspect } from "../inspection/inspect.ts";
import { withoutWords } from "./samples.ts";

type Handler = (hook: string, payload: Readonly<Record<string, unknown>>) => object;

/** An inspector whose one plugin does the same on every hook of messages. */
export async function actingOn(handle: Handler) {
  const hooks = Object.keys(builtinHooks).filter((hook) => !hook.startsWith("http_"));
  const plugin = Object.fromEntries(
    hooks.map((hook) => [
      hook,
      (payload: object) => handle(hook, payload as Readonly<Record<string, unknown>>),
    ]),
  );
  const { inspector } = await inspect(plugin as Plugin);
  return inspector;
}

/** What hooks saw, as JSON text by hook. */
export type Seen = Map<string, string>;

/** Looks and never acts. */
export function seeing(seen: Seen): Handler {
  return (hook, payload) => {
    seen.set(hook, `${seen.get(hook) ?? ""}${JSON.stringify(payload)}`);
    return {};
  };
}

/** Denies what holds the word. */
export function denying(word: () => string): Handler {
  return (_hook, payload) =>
    JSON.stringify(payload).includes(word())
      ? { violation: { reason: "No", description: "not this", code: "NO", details: {} } }
      : {};
}

/** Replaces each word, also in names, in all that the hook lets it write. */
export const replacing: Handler = (hook, payload) => {
  const { writable } = builtinHooks[hook as keyof typeof builtinHooks];
  const edited = Object.fromEntries(
    Object.entries(payload).map(([field, value]) => [
      field,
      writable.includes(field) && field !== "headers" ? replaced(value as JsonValue, field) : value,
    ]),
  );
  return { modified_payload: edited };
};

/** The value as it is expected of a plugin that replaces words. Names of requests within say which is answered by which. */
export function replaced(value: JsonValue, name = ""): JsonValue {
  if (typeof value === "string") return withoutWords(value);
  if (Array.isArray(value)) return value.map((element) => replaced(element));
  if (typeof value !== "object" || value === null) return value;
  const tokens = name === "inputRequests" || name === "inputResponses";
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [tokens ? key : withoutWords(key), replaced(member, key)]),
  ) as JsonObject;
}
