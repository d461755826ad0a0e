/** Which combinations are measured: those that the aims and the comparison with peers need, not all. */
import { type CaseName, caseNames } from "./cases.ts";
import { type PluginSet, pluginSets } from "./plugins.ts";
import { type SubjectName, subjectNames, subjects } from "./subjects.ts";

/** @property plugins of Envoy alone and the Go no-op `0`; the Python stack has one of its own that does what ours does */
export type Cell = {
  readonly case: CaseName;
  readonly subject: SubjectName;
  readonly plugins: PluginSet;
};

type Row = readonly [SubjectName, ...PluginSet[]];

const adapters: readonly Row[] = [
  ["static", "5"],
  ["override", "5"],
];

const peers: readonly Row[] = [
  ["go", "0"],
  ["python", "1"],
];

const rows: Readonly<Record<CaseName, readonly Row[]>> = {
  "json-0.5k": [
    ["static", "0", "1", "5", "20"],
    ["override", "0", "1", "5"],
    ["lean", "0", "1", "5"],
    ...peers,
    ["python-logs", "1"],
  ],
  "json-16k": [...adapters, ...peers],
  "json-256k": [["static", "0", "1", "scan", "5"], ...peers],
  "json-1m": [["static", "1", "5"], ...peers],
  "arguments-256k": [["static", "1", "5"], ...peers],
  "events-20": adapters,
  "get-stream": adapters,
  "list-50": adapters,
  "not-mcp": [...adapters, ...peers],
  denied: adapters,
  masked: adapters,
};

/** In the order of measurement: each case begins with Envoy alone. */
export const matrix: readonly Cell[] = caseNames.flatMap((name) => [
  { case: name, subject: "alone" as const, plugins: "0" as const },
  ...rows[name].flatMap(([subject, ...sets]) =>
    sets.map((plugins) => ({ case: name, subject, plugins }) satisfies Cell),
  ),
]);

export type Choice = { readonly cells: readonly Cell[] } | { readonly problem: string };

/**
 * What `--only` (names of cases and subjects) and `--plugins` leave, both lists with commas. Envoy alone is always there:
 * the others are compared with it.
 */
export function chosen(only: string | undefined, plugins: string | undefined): Choice {
  const terms = list(only);
  const known: readonly string[] = [...caseNames, ...subjectNames];
  const unknown = terms.filter((term) => !known.includes(term));
  if (unknown.length > 0) return { problem: `--only takes ${known.join(", ")}; not ${unknown.join(", ")}` };
  const sets = list(plugins);
  const unknownSets = sets.filter((set) => !pluginSets.some((each) => each === set));
  if (unknownSets.length > 0) {
    return { problem: `--plugins takes ${pluginSets.join(", ")}; not ${unknownSets.join(", ")}` };
  }
  const left = (names: readonly string[]) => {
    const named = terms.filter((term) => names.includes(term));
    return (name: string) => named.length === 0 || named.includes(name);
  };
  const [ofCases, ofSubjects] = [left(caseNames), left(subjectNames)];
  const ofPlugins = ({ subject, plugins: set }: Cell) =>
    !takesPlugins(subject) || sets.length === 0 || sets.includes(set);
  const cells = matrix.filter(
    (cell) =>
      ofCases(cell.case) && (cell.subject === "alone" || (ofSubjects(cell.subject) && ofPlugins(cell))),
  );
  return { cells };
}

/** The plugins of a peer are its own. */
function takesPlugins(subject: SubjectName): boolean {
  return subjects[subject].inspects;
}

function list(text: string | undefined): readonly string[] {
  return (text ?? "").split(",").filter((each) => each !== "");
}
