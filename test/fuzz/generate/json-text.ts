/** JSON as text that can be wrong in any way: a tree whose leaves and keys are source text. */
export type JsonText =
  | { kind: "object"; members: Member[] }
  | { kind: "array"; items: JsonText[] }
  | { kind: "raw"; text: string };

export type Member = {
  /** Source text, quotes included. */
  key: string;
  value: JsonText;
};

export type ObjectText = Extract<JsonText, { kind: "object" }>;

export const raw = (text: string): JsonText => ({ kind: "raw", text });

/** The tree of a JavaScript value. */
export function treeOf(value: unknown): JsonText {
  if (Array.isArray(value)) return { kind: "array", items: value.map(treeOf) };
  if (value === null || typeof value !== "object") return raw(JSON.stringify(value));
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return {
    kind: "object",
    members: members.map(([key, inner]) => ({ key: JSON.stringify(key), value: treeOf(inner) })),
  };
}

/** The text of a tree; `space` gives what stands between two tokens. */
export function textOf(tree: JsonText, space: () => string = () => ""): string {
  switch (tree.kind) {
    case "raw":
      return tree.text;
    case "array":
      return `[${space()}${tree.items.map((item) => textOf(item, space) + space()).join(`,${space()}`)}]`;
    case "object":
      return `{${space()}${tree.members
        .map(({ key, value }) => `${key}${space()}:${space()}${textOf(value, space)}${space()}`)
        .join(`,${space()}`)}}`;
  }
}

/** Every object of a tree, the outer ones first. */
export function objectsOf(tree: JsonText, found: ObjectText[] = []): ObjectText[] {
  if (tree.kind === "object") {
    found.push(tree);
    for (const { value } of tree.members) objectsOf(value, found);
  } else if (tree.kind === "array") {
    for (const item of tree.items) objectsOf(item, found);
  }
  return found;
}

/** A place of a tree that holds a value, and what is there. */
export type Place = { get(): JsonText; set(value: JsonText): void };

export function placesOf(tree: JsonText, found: Place[] = []): Place[] {
  if (tree.kind === "object") {
    for (const member of tree.members) {
      found.push({
        get: () => member.value,
        set: (value) => {
          member.value = value;
        },
      });
      placesOf(member.value, found);
    }
  } else if (tree.kind === "array") {
    for (const [index, item] of tree.items.entries()) {
      found.push({
        get: () => tree.items[index] as JsonText,
        set: (value) => {
          tree.items[index] = value;
        },
      });
      placesOf(item, found);
    }
  }
  return found;
}
