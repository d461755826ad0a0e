import { keyIn, type LocatedMapping, type LocatedNode, locationOf, nodeAt } from "./located.ts";
import { nearMiss } from "./near-miss.ts";
import { type ConfigProblem, type KeyPath, quote } from "./problem.ts";
import { foreignEntryKeys, foreignSections } from "./schema.ts";

/**
 * Unknown keys of the top level. In a tolerant reading they are warnings, but not where `plugins` or a section of the
 * host was meant: the protection in it would be gone without a word.
 */
export function checkTopLevel(
  root: LocatedMapping,
  sections: readonly string[],
  tolerant: boolean,
): { problems: ConfigProblem[]; warnings: ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const warnings: ConfigProblem[] = [];
  const known = ["plugins", "plugin_settings", "plugin_dirs", ...sections];
  for (const [key, { keyAt }] of root.members) {
    if (known.includes(key) || foreignSections.includes(key)) continue;
    const suggestion = nearMiss(key, known);
    const problem = {
      ...keyAt,
      key: keyIn(root, [key]),
      found: `the unknown key ${quote(key)}`,
      expected: `one of ${known.join(", ")}`,
    };
    if (suggestion !== undefined) problems.push({ ...problem, suggestion });
    else (tolerant ? warnings : problems).push(problem);
  }
  return { problems, warnings };
}

/** Keys of ContextForge that are known and do nothing here, wherever they stand: warnings. */
export function foreignKeys(root: LocatedMapping): ConfigProblem[] {
  const warnings: ConfigProblem[] = [];
  const look = (path: KeyPath, why: string): void => {
    const node = nodeAt(root, path);
    if (node === undefined || (node.kind === "scalar" && node.value === null)) return;
    const found = `\`${path.at(-1)}\`, which has no effect: ${why}`;
    warnings.push({
      ...locationOf(root, path),
      key: keyIn(root, path),
      found,
      expected: "it to be left out",
    });
  };
  for (const section of foreignSections) look([section], "it configures ContextForge's plugin servers");
  look(["plugin_settings", "include_user_info"], "the identity of a caller comes from the host's settings");
  for (const [index, entry] of itemsOf(nodeAt(root, ["plugins"])).entries()) {
    for (const key of foreignEntryKeys) look(["plugins", index, key], "this version does not read it");
    for (const condition of itemsOf(nodeAt(entry, ["conditions"])).keys()) {
      look(["plugins", index, "conditions", condition, "agents"], "MCP traffic has no agents");
    }
  }
  return warnings;
}

function itemsOf(node: LocatedNode | undefined): readonly LocatedNode[] {
  return node?.kind === "sequence" ? node.items : [];
}
