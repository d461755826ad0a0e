/** Mutations of a message's text as a tree. Each changes the tree in place, or does nothing where it does not fit. */
import {
  type JsonText,
  type Member,
  type ObjectText,
  objectsOf,
  type Place,
  placesOf,
  raw,
  treeOf,
} from "../generate/json-text.ts";
import { deniedWord, someValue } from "../generate/words.ts";
import type { Random } from "../random.ts";
import { depths, leniencies, numberForms, oddIds, strings } from "./literals.ts";
import { escaped, folded, near } from "./spelling.ts";

type Mutation = (random: Random, root: JsonText) => void;

/** Makes one mutation. */
export function mutateTree(random: Random, root: JsonText): void {
  random.pick(mutations)(random, root);
}

const quoted = (text: string): string => JSON.stringify(text);
const denied = raw(quoted(deniedWord));

const protocolKeys = [
  "jsonrpc",
  "id",
  "method",
  "params",
  "result",
  "error",
  "name",
  "arguments",
  "uri",
  "content",
  "text",
  "type",
  "_meta",
  "structuredContent",
  "isError",
  "data",
  "message",
  "code",
  "resource",
  "messages",
  "contents",
  "__proto__",
  "constructor",
  "toString",
  "",
];

/** A member, and the object that holds it: of the outer objects more often, where the protocol's keys are. */
function someMember(
  random: Random,
  root: JsonText,
): { holder: ObjectText; at: number; member: Member } | undefined {
  const holders = objectsOf(root).filter(({ members }) => members.length > 0);
  if (holders.length === 0) return undefined;
  const holder = random.percent(50) ? random.pick(holders.slice(0, 3)) : random.pick(holders);
  const at = random.below(holder.members.length);
  return { holder, at, member: holder.members[at] as Member };
}

function onMember(
  change: (random: Random, at: NonNullable<ReturnType<typeof someMember>>) => void,
): Mutation {
  return (random, root) => {
    const found = someMember(random, root);
    if (found !== undefined) change(random, found);
  };
}

/** The same for members that the protocol names, of the message itself or of its `params` or `result`. */
function onProtocolMember(
  change: (random: Random, at: NonNullable<ReturnType<typeof someMember>>) => void,
): Mutation {
  return (random, root) => {
    const known = objectsOf(root)
      .slice(0, 4)
      .flatMap((holder) => holder.members.map((member, at) => ({ holder, at, member })))
      .filter(({ member }) => protocolKeys.includes(member.key.slice(1, -1)));
    if (known.length > 0) change(random, random.pick(known));
  };
}

function onObject(change: (random: Random, holder: ObjectText, root: JsonText) => void): Mutation {
  return (random, root) => {
    const holders = objectsOf(root);
    if (holders.length > 0)
      change(random, random.percent(40) ? (holders[0] as ObjectText) : random.pick(holders), root);
  };
}

function onPlace(
  fits: (value: JsonText) => boolean,
  change: (random: Random, value: JsonText) => JsonText,
): Mutation {
  return (random, root) => {
    const places = placesOf(root).filter((place) => fits(place.get()));
    if (places.length === 0) return;
    const place: Place = random.pick(places);
    place.set(change(random, place.get()));
  };
}

const isString = (value: JsonText): boolean => value.kind === "raw" && value.text.startsWith('"');
const isNumber = (value: JsonText): boolean => value.kind === "raw" && /^-?\d/.test(value.text);
const anything = (): boolean => true;

function clone(tree: JsonText): JsonText {
  switch (tree.kind) {
    case "raw":
      return { ...tree };
    case "array":
      return { kind: "array", items: tree.items.map(clone) };
    case "object":
      return {
        kind: "object",
        members: tree.members.map(({ key, value }) => ({ key, value: clone(value) })),
      };
  }
}

/** Another value for the same place: one that the plugin denies, or any. */
function otherValue(random: Random, value: JsonText): JsonText {
  if (isString(value) && random.percent(70)) return denied;
  if (value.kind === "object" && random.percent(60)) {
    const copy = clone(value) as ObjectText;
    for (const member of copy.members) if (isString(member.value)) member.value = denied;
    return copy;
  }
  return treeOf(someValue(random));
}

function insert(random: Random, { members }: ObjectText, member: Member): void {
  members.splice(random.below(members.length + 1), 0, member);
}

const mutations: readonly Mutation[] = [
  // A key twice, spelled alike or not.
  onMember((random, { holder, member }) =>
    insert(random, holder, { key: member.key, value: otherValue(random, member.value) }),
  ),
  onMember((random, { holder, member }) =>
    insert(random, holder, { key: escaped(random, member.key), value: otherValue(random, member.value) }),
  ),
  onMember((random, { holder, member }) =>
    insert(random, holder, { key: near(random, member.key), value: otherValue(random, member.value) }),
  ),
  onProtocolMember((random, { holder, member }) =>
    insert(random, holder, { key: folded(random, member.key), value: otherValue(random, member.value) }),
  ),
  onProtocolMember((random, { holder, member }) =>
    insert(random, holder, { key: near(random, member.key), value: otherValue(random, member.value) }),
  ),
  onProtocolMember((random, { member }) => {
    member.key = folded(random, member.key);
  }),
  onMember((random, { member }) => {
    member.key = escaped(random, member.key);
  }),
  onMember((random, { member }) => {
    member.key = near(random, member.key);
  }),
  // Members that are elsewhere, missing, or too many.
  onMember((random, { member }) => {
    member.key = quoted(random.pick(protocolKeys));
  }),
  onMember((_random, { holder, at }) => void holder.members.splice(at, 1)),
  (random, root) => {
    const found = someMember(random, root);
    if (found === undefined) return;
    const into = random.pick(objectsOf(root));
    if (random.percent(50)) found.holder.members.splice(found.at, 1);
    insert(random, into, { key: found.member.key, value: clone(found.member.value) });
  },
  onObject((random, holder) => {
    const members: Record<string, () => JsonText> = {
      result: () => treeOf({ content: [{ type: "text", text: random.percent(50) ? deniedWord : "hi" }] }),
      error: () => treeOf({ code: 1, message: random.percent(50) ? deniedWord : "no" }),
      method: () => raw(quoted(random.pick(["tools/call", "ping", "notifications/message", "prompts/get"]))),
      params: () => treeOf({ name: random.percent(50) ? deniedWord : "echo", arguments: {} }),
      id: () => raw(random.pick(oddIds)),
      jsonrpc: () => raw(random.pick(['"2.0"', "2.0", '"1.0"', "null", '"2.0 "', '"2"'])),
      name: () => denied,
      arguments: () => treeOf({ text: deniedWord }),
      uri: () => denied,
      structuredContent: () => treeOf({ a: deniedWord }),
      toolResult: () => denied,
    };
    const key = random.pick(Object.keys(members));
    insert(random, holder, { key: quoted(key), value: (members[key] as () => JsonText)() });
  }),
  onObject((random, holder) =>
    insert(random, holder, {
      key: quoted(random.pick(["__proto__", "constructor", "prototype", "toJSON", "hasOwnProperty"])),
      value: treeOf({ name: deniedWord, method: "tools/call", arguments: { text: deniedWord } }),
    }),
  ),
  onObject((random, holder) => {
    for (let at = random.pick([5, 31, 33, 70]); at > 0; at--)
      insert(random, holder, { key: quoted(`k${at}`), value: raw("1") });
  }),
  onObject((random, { members }) => {
    for (let at = members.length - 1; at > 0; at--) {
      const other = random.below(at + 1);
      [members[at], members[other]] = [members[other] as Member, members[at] as Member];
    }
  }),
  // Values of another kind.
  onPlace(anything, (_random, value) => ({ kind: "array", items: [value] })),
  onPlace(
    ({ kind }) => kind === "array",
    (_random, value) => ({
      kind: "object",
      members: value.kind === "array" ? value.items.map((item, at) => ({ key: `"${at}"`, value: item })) : [],
    }),
  ),
  onPlace(
    ({ kind }) => kind !== "raw",
    (_random, value) => raw(quoted(JSON.stringify(plainOf(value)))),
  ),
  onPlace(anything, (random) => raw(random.pick(["null", "true", "0", '""', "[]", "{}"]))),
  onPlace(anything, (random) => raw(random.pick(leniencies))),
  onPlace(anything, (random, value) => {
    const depth = random.pick(depths);
    const [open, close] = random.percent(50) ? ["[", "]"] : ['{"a":', "}"];
    return raw(open.repeat(depth) + (value.kind === "raw" ? value.text : "1") + close.repeat(depth));
  }),
  onPlace(isNumber, (random) => raw(random.pick(numberForms))),
  onPlace(anything, (random) => raw(random.pick(numberForms))),
  onPlace(isString, (random, value) => {
    const text = value.kind === "raw" ? value.text : '""';
    const at = 1 + random.below(text.length - 1);
    // An escape is not cut in two, that would be the same syntax error each time.
    if (text[at - 1] === "\\" || /\\u\w{0,3}$/.test(text.slice(0, at))) return value;
    return raw(text.slice(0, at) + random.pick(strings) + text.slice(at));
  }),
  onPlace(isString, (random, value) => raw(value.kind === "raw" ? escaped(random, value.text) : '""')),
  onPlace(isString, () => denied),
  // Ids.
  (random, root) => {
    for (const { members } of objectsOf(root)) {
      const member = members.find(({ key }) => key === '"id"');
      if (member === undefined) continue;
      member.value = raw(random.pick(oddIds));
      return;
    }
  },
  // Leniencies of readers.
  onMember((_random, { member }) => {
    member.key = member.key.slice(1, -1);
  }),
  onMember((_random, { member }) => {
    member.key = `'${member.key.slice(1, -1)}'`;
  }),
  onMember((random, { member }) => {
    member.key = random.pick(["1", "null", '""', '"a" "b"', `${member.key}:${member.key}`, "[1]"]);
  }),
];

/** What a reader without checks makes of a tree; for texts within texts. */
function plainOf(tree: JsonText): unknown {
  switch (tree.kind) {
    case "raw":
      try {
        return JSON.parse(tree.text) as unknown;
      } catch {
        return tree.text;
      }
    case "array":
      return tree.items.map(plainOf);
    case "object":
      return Object.fromEntries(tree.members.map(({ key, value }) => [key.slice(1, -1), plainOf(value)]));
  }
}
