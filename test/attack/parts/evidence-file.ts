import { readFileSync, writeFileSync } from "node:fs";

/** What is known of each case, by its name: who does something with it (`name`), and who what would be denied (`name!`). */
export interface EvidenceFile {
  /** Replaces what is known of one of them for a case. @param own undefined: nothing */
  note(caseName: string, name: string, own: string | undefined): void;
  /** Writes what is known of these cases, in their order. */
  write(cases: readonly { readonly name: string }[]): void;
}

export function openEvidence(target: URL): EvidenceFile {
  const known = new Map<string, string[]>(Object.entries(readKnown(target)));
  return {
    note(caseName, name, own) {
      const others = (known.get(caseName) ?? []).filter((entry) => entry.replace("!", "") !== name);
      known.set(caseName, own === undefined ? others : [...others, own]);
    },
    write(cases) {
      const lines = cases.flatMap(({ name }) => {
        const entries = known.get(name) ?? [];
        return entries.length === 0 ? [] : [`${JSON.stringify(name)}: ${JSON.stringify(entries.toSorted())}`];
      });
      writeFileSync(target, `{\n${lines.join(",\n")}\n}\n`);
    },
  };
}

function readKnown(target: URL): Record<string, string[]> {
  try {
    return JSON.parse(readFileSync(target, "utf8"));
  } catch {
    return {};
  }
}
