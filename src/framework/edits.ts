import type { HookDefinition } from "./hook-definition.ts";
import { isPlainObject } from "./json-check.ts";
import { sameJson } from "./json-equal.ts";
import { deepFreeze } from "./json-freeze.ts";
import type { ViolationInput } from "./result.ts";

export type Payload = Readonly<Record<string, unknown>>;

/**
 * What of a plugin's `modified_payload` counts: the writable fields that really differ, checked and deeply frozen.
 * `denial`: what it says is a refusal.
 */
export type Edit =
  | {
      readonly ok: true;
      readonly changes: Payload | undefined;
      readonly refused: readonly string[];
      readonly denial?: ViolationInput;
    }
  | { readonly ok: false };

/**
 * Reads a `modified_payload` against the payload that the plugin saw. A field that is absent keeps its value: to empty
 * one, say so (`args: {}`). Fields that are not writable keep theirs too and are named in `refused`.
 * `ok: false`: the payload with the changes is not what the hook's schema allows.
 */
export function readEdit(hook: HookDefinition, current: Payload, answer: unknown): Edit {
  if (answer === current) return { ok: true, changes: undefined, refused: [] };
  const proposed = asPayload(hook, current, answer);
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
  if (!deepFreeze(changes)) return { ok: false };
  const denial = hook.result?.denies?.(changes[hook.result.field]);
  return denial ? { ok: true, changes: undefined, refused, denial } : { ok: true, changes, refused };
}

/**
 * The payload that a plugin's answer means, where the hook's answers are something else; undefined for what is neither
 * such an answer nor the payload.
 */
export function asPayload(
  { result }: Pick<HookDefinition, "result">,
  current: Payload,
  answer: unknown,
): unknown {
  if (result === undefined) return answer;
  const { field } = result;
  const parsed = result.schema.safeParse(answer);
  if (parsed.success) {
    const value = result.merges ? mergedHeaders(current[field], parsed.data) : parsed.data;
    return { ...current, [field]: value };
  }
  if (!isPlainObject(answer)) return undefined;
  const isPayload =
    Object.hasOwn(answer, field) || Object.keys(current).every((key) => Object.hasOwn(answer, key));
  return isPayload ? answer : undefined;
}

/** Header names are compared without case: payloads have them in lower case. */
function mergedHeaders(before: unknown, given: unknown): Record<string, string> {
  const headers = Object.entries(given as Record<string, string>).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    value,
  ]);
  return Object.fromEntries([...Object.entries((before ?? {}) as Record<string, string>), ...headers]);
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
