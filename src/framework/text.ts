import type { JsonObject, JsonValue } from "./json.ts";
import { shapeNamed } from "./message-shapes.ts";
import { decodeBlob, encodeBlob } from "./text-blob.ts";
import { isBase64Member, isProtocolMember, type TextShape, type TextShapeName } from "./text-shape.ts";

/**
 * Where a string stands: object keys and array indexes from the root. The array is the walker's own and changes as
 * it goes on: copy it to keep it.
 */
export type TextPath = readonly (string | number)[];

/**
 * What a text is to the message:
 * - `value`  a string that may be edited
 * - `key`    a member's name (`keys` option); the path ends with it, an edit renames the member
 * - `number` a number, seen as JavaScript writes it (`numbers` option); an edit puts a string in its place
 * - `blob`   the text that a base64 value holds (`blobs` option); an edit is encoded again
 * - `opaque` the protocol's own token (ids, cursors, discriminators, digests; its numbers with the `numbers` option): may
 *            be read, never edited
 */
export type TextKind = "value" | "key" | "number" | "blob" | "opaque";

/** Edits one string; returning the same string leaves it. */
export type TextEdit = (text: string, path: TextPath, kind: TextKind) => string;

/** Looks at one string; returning `true` ends the walk. */
export type TextVisit = (text: string, path: TextPath, kind: TextKind) => unknown;

/**
 * Why an edit was not made, or a part not read: an edit of an opaque text, an edit that a blob's encoding cannot
 * carry, or a part beyond a limit. Whoever filters must deny then: the text is still there.
 */
export type TextRefusal = "opaque" | "encoding" | "depth" | "items";

/**
 * What counts as text.
 * @property shape     where the protocol's own members stand; `data` (the default) has none
 * @property keys      member names are text too, except the protocol's; default false
 * @property numbers   numbers are text too; default false
 * @property blobs     base64 values that hold text are decoded and walked; default true
 * @property maxDepth  nesting of objects and arrays that is walked; default 10,000
 * @property maxItems  members or elements of one object or array; no limit by default
 * @property onRefused told of each refusal; without it a refusal throws, so that none goes unnoticed
 */
export interface TextOptions {
  readonly shape?: TextShapeName;
  readonly keys?: boolean;
  readonly numbers?: boolean;
  readonly blobs?: boolean;
  readonly maxDepth?: number;
  readonly maxItems?: number;
  readonly onRefused?: (reason: TextRefusal, path: TextPath) => void;
}

/**
 * Edits every text of a JSON value, at any depth and without recursion. The input is not changed: only the branches
 * that an edit touched are copied, and the same reference comes back when there was none.
 * @throws RangeError on a refusal when `onRefused` is not given
 */
export function mapText(value: JsonValue, edit: TextEdit, options: TextOptions = {}): JsonValue {
  return walk(value, edit, options, neverStopped);
}

/**
 * Shows every text of a JSON value to `visit`, in document order.
 * @returns whether `visit` ended the walk by returning `true`
 * @throws RangeError on a refusal when `onRefused` is not given
 */
export function eachText(value: JsonValue, visit: TextVisit, options: TextOptions = {}): boolean {
  const state = { stopped: false };
  walk(
    value,
    (text, path, kind) => {
      if (visit(text, path, kind) === true) state.stopped = true;
      return text;
    },
    options,
    state,
  );
  return state.stopped;
}

const neverStopped = { stopped: false } as const;
const defaultMaxDepth = 10_000;

/** One object or array being walked; `values` and `names` exist once something in it was edited. */
interface Frame {
  readonly holder: JsonValue[] | JsonObject;
  readonly keys: string[] | undefined;
  readonly size: number;
  readonly shape: TextShape;
  readonly opaque: boolean;
  next: number;
  values: JsonValue[] | undefined;
  names: string[] | undefined;
}

function walk(
  root: JsonValue,
  edit: TextEdit,
  options: TextOptions,
  state: { readonly stopped: boolean },
): JsonValue {
  const { keys: withKeys = false, maxDepth = defaultMaxDepth, maxItems = Number.POSITIVE_INFINITY } = options;
  const refuse = options.onRefused ?? throwRefusal;
  const path: (string | number)[] = [];
  const shape = shapeNamed(options.shape ?? "data");
  if (!isHolder(root)) return editScalar(root, edit, path, false, options);

  const stack: Frame[] = [openFrame(root, shape, false)];
  for (;;) {
    const frame = stack[stack.length - 1] as Frame;
    if (frame.next === frame.size || state.stopped) {
      stack.pop();
      const finished = closeFrame(frame);
      const parent = stack[stack.length - 1];
      if (parent === undefined) return finished;
      path.pop();
      settle(parent, finished);
      continue;
    }
    const index = frame.next++;
    const key = frame.keys === undefined ? index : (frame.keys[index] as string);
    const child = valueAt(frame.holder, key);
    path.push(key);
    if (withKeys && typeof key === "string" && !isProtocolMember(frame.shape, key)) {
      renameKey(frame, index, key, edit, path, refuse);
      if (state.stopped) continue;
    }
    const opaque = frame.opaque || (typeof key === "string" && frame.shape.opaque.has(key));
    if (isHolder(child)) {
      const inner = typeof key === "string" ? (frame.shape.inside.get(key) ?? frame.shape.rest) : frame.shape;
      const next = openFrame(child, inner, opaque);
      if (stack.length >= maxDepth || next.size > maxItems) {
        refuse(stack.length >= maxDepth ? "depth" : "items", path);
        path.pop();
      } else {
        stack.push(next);
      }
      continue;
    }
    const base64 =
      typeof child === "string" &&
      typeof key === "string" &&
      !opaque &&
      isBase64Member(frame.shape, key, frame.holder);
    settle(
      frame,
      base64
        ? editBlob(child, edit, path, options.blobs ?? true, refuse)
        : editScalar(child, edit, path, opaque, options),
    );
    path.pop();
  }
}

function editScalar(
  value: JsonValue,
  edit: TextEdit,
  path: TextPath,
  opaque: boolean,
  options: TextOptions,
): JsonValue {
  if (typeof value === "string") {
    const edited = edit(value, path, opaque ? "opaque" : "value");
    if (edited === value || !opaque) return edited;
    (options.onRefused ?? throwRefusal)("opaque", path);
    return value;
  }
  if (typeof value === "number" && options.numbers === true) {
    const text = String(value);
    const edited = edit(text, path, opaque ? "opaque" : "number");
    if (edited === text) return value;
    if (!opaque) return edited;
    (options.onRefused ?? throwRefusal)("opaque", path);
  }
  return value;
}

function editBlob(
  value: string,
  edit: TextEdit,
  path: TextPath,
  decode: boolean,
  refuse: (reason: TextRefusal, path: TextPath) => void,
): string {
  const blob = decodeBlob(value);
  if (!blob.wellFormed) {
    // Not base64, so a reader may show it as it stands.
    const edited = edit(value, path, "value");
    if (edited !== value) return edited;
  }
  if (!decode || blob.text === undefined) return value;
  const edited = edit(blob.text, path, "blob");
  if (edited === blob.text) return value;
  const encoded = encodeBlob(edited, blob.encoding);
  if (encoded === undefined) refuse("encoding", path);
  return encoded ?? value;
}

function renameKey(
  frame: Frame,
  index: number,
  key: string,
  edit: TextEdit,
  path: TextPath,
  refuse: (reason: TextRefusal, path: TextPath) => void,
): void {
  const fixed = frame.opaque || frame.shape.names === "opaque";
  const edited = edit(key, path, fixed ? "opaque" : "key");
  if (edited === key) return;
  if (fixed) {
    refuse("opaque", path);
    return;
  }
  frame.names ??= (frame.keys as string[]).slice();
  frame.names[index] = edited;
}

function openFrame(holder: JsonValue[] | JsonObject, shape: TextShape, opaque: boolean): Frame {
  const keys = Array.isArray(holder) ? undefined : Object.keys(holder);
  const size = keys === undefined ? (holder as JsonValue[]).length : keys.length;
  return { holder, keys, size, shape, opaque, next: 0, values: undefined, names: undefined };
}

/** Records the new value of the frame's current member, if it is one. */
function settle(frame: Frame, value: JsonValue): void {
  const index = frame.next - 1;
  const key = frame.keys === undefined ? index : (frame.keys[index] as string);
  if (frame.values === undefined) {
    if (Object.is(value, valueAt(frame.holder, key))) return;
    frame.values =
      frame.keys === undefined ? (frame.holder as JsonValue[]).slice() : Object.values(frame.holder);
  }
  frame.values[index] = value;
}

function closeFrame(frame: Frame): JsonValue {
  const { holder, keys, names } = frame;
  if (frame.values === undefined && names === undefined) return holder;
  const values = frame.values ?? Object.values(holder);
  if (keys === undefined) return values;
  const taken = new Set(names === undefined ? [] : keys.filter((key, index) => names[index] === key));
  const counts = new Map<string, number>();
  const copy: JsonObject = {};
  for (const [index, key] of keys.entries()) {
    const name = names?.[index] ?? key;
    setMember(copy, name === key ? key : untaken(name, taken, counts), values[index] as JsonValue);
  }
  return copy;
}

/**
 * Two members that an edit gave the same name both stay: the later gets a number. `counts` has the next one to try: from
 * 2 on each time, ten thousand keys of one mask took seconds.
 */
function untaken(name: string, taken: Set<string>, counts: Map<string, number>): string {
  let free = name;
  let count = counts.get(name) ?? 2;
  for (; taken.has(free); count++) free = `${name} (${count})`;
  counts.set(name, count);
  taken.add(free);
  return free;
}

/** Assignment to `__proto__` would set the prototype instead of a member. */
function setMember(target: JsonObject, key: string, value: JsonValue): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[key] = value;
  }
}

function valueAt(holder: JsonValue[] | JsonObject, key: string | number): JsonValue {
  return (holder as Record<string | number, JsonValue>)[key] as JsonValue;
}

function isHolder(value: JsonValue | undefined): value is JsonValue[] | JsonObject {
  return typeof value === "object" && value !== null;
}

function throwRefusal(reason: TextRefusal): never {
  throw new RangeError(`text walk refused: ${reason}`);
}
