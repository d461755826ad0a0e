import { keyIn, type LocatedMapping, type LocatedNode, mapping, sequence } from "./located.ts";
import type { ConfigProblem, KeyPath } from "./problem.ts";
import type { UndecidedTemplate } from "./scalar.ts";

/**
 * Decides what could not be decided before the dialect was known.
 * Tolerant: an unset variable is an empty text, a plain `yes` or `no` the boolean that YAML 1.1 (ContextForge's)
 * reads. Strict: an unset variable has no value, a plain `yes` is a problem, since half of all readers take it for one
 * thing and half for the other.
 */
export function settle(
  root: LocatedMapping,
  tolerant: boolean,
): { root: LocatedMapping; problems: ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const seen = new Set<LocatedNode>();
  const members = new Map(
    [...root.members].map(([key, member]) => [key, { ...member, node: visit(member.node, [key]) }]),
  );
  return { root: mapping(members, root.at), problems };

  function visit(node: LocatedNode, path: KeyPath): LocatedNode {
    switch (node.kind) {
      case "sequence":
        return sequence(
          node.items.map((item, index) => visit(item, [...path, index])),
          node.at,
        );
      case "mapping":
        return mapping(
          new Map(
            [...node.members].map(([key, member]) => [
              key,
              { ...member, node: visit(member.node, [...path, key]) },
            ]),
          ),
          node.at,
        );
      case "scalar": {
        const { yaml11, state, ...scalar } = node;
        if (state === "bad") return node;
        if (state === "undecided") return tolerant ? scalar : { ...scalar, state: "bad" };
        if (yaml11 === undefined) return node;
        if (tolerant) return { ...scalar, value: yaml11 };
        if (node.secret) return scalar;
        if (!seen.has(node)) {
          const expected = `${yaml11}, or quotes around it: readers of YAML disagree`;
          problems.push({ ...node.at, key: keyIn(root, path), found: `an unquoted ${node.value}`, expected });
        }
        seen.add(node);
        return { ...scalar, state: "bad" };
      }
    }
  }
}

/** What to say of templates that a strict reading refuses. */
export function describeUndecided(
  templates: readonly UndecidedTemplate[],
  tolerant: boolean,
): ConfigProblem[] {
  return templates.map(({ tolerated, ...problem }) =>
    tolerant ? { ...problem, found: `${problem.found} (${tolerated})` } : problem,
  );
}
