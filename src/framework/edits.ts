import type { HookDefinition } from "./hooks.ts";
import { sameJson } from "./json-equal.ts";
import { deepFreeze } from "./json-freeze.ts";

export type Payload = Readonly<Record<string, unknown>>;

/** What of a plugin's `modified_payload` counts: the writable fields that really differ, checked and deeply frozen. */
export type Edit =
  | { readonly ok: true; readonly changes: Payload | undefined; readonly refused: readonly string[] }
  | { readonly ok: false };

/**
 * Reads a `modified_payload` against the payload that the plugin saw. A field that is absent keeps its value: to empty
 * one, say so (`args: {}`). Fields that are not writable keep theirs too and are named in `refused`.
 * `ok: false`: the payload with the changes is not what the hook's schema allows.
 */
export function readEdit(hook: HookDefinition, current: Payload, proposed: unknown): Edit {
  if (proposed === current) return { ok: true, changes: undefined, refused: [] };
  if (typeof proposed !== "object" || proposed === null || Array.isArray(proposed)) return { ok: false };
  const fields = proposed as Payload;
  const refused = Object.keys(fields).filter(
    (key) => !hook.writable.includes(key) && differs(current, fields, key),
  );
  const touched = hook.writable.filter(
    (field) => fields[field] !== current[field] && differs(current, fields, field),
  );
  if (touched.length === 0) return { ok: true, changes: undefined, refused };

  const parsed = hook.payload.safeParse({ ...current, ...pick(fields, touched) });
  if (!parsed.success) return { ok: false };
  const changes = pick(parsed.data, touched);
  return deepFreeze(changes) ? { ok: true, changes, refused } : { ok: false };
}

/** null for a field that the payload has not got is how other languages write "absent". */
function differs(current: Payload, proposed: Payload, field: string): boolean {
  const value = proposed[field];
  if (value === undefined || (value === null && current[field] === undefined)) return false;
  return !sameJson(current[field], value);
}

function pick(payload: Payload, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field, payload[field]]));
}
