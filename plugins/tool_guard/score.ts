import { foldText, type JsonObject, type JsonValue } from "plugins-adapter/framework";
import { damage } from "./damage.ts";
import { type DefinitionText, textsOf } from "./definition.ts";
import type { Check, Finding } from "./finding.ts";
import { instructions } from "./instructions.ts";
import { malice } from "./malice.ts";
import { encodedIn, hiddenFindings, markFindings } from "./marks.ts";
import { classOf, phraseReader } from "./phrases.ts";
import { secrecy } from "./secrecy.ts";
import { steering } from "./steering.ts";
import { taking } from "./taking.ts";
import { techniques } from "./techniques.ts";
import { wordsOf } from "./words.ts";

/** How suspicious a definition is. `complete` is false where a limit kept a part from being read. */
export interface Score {
  readonly score: number;
  readonly findings: readonly Finding[];
  readonly complete: boolean;
}

export interface ScoreLimits {
  readonly depth: number;
  readonly members: number;
  readonly words: number;
}

/** All phrases read a text together. Behind a name's first word stands `@start`, and behind its last `@name`. */
const readPhrases = phraseReader([
  ...instructions,
  ...secrecy,
  ...taking,
  ...steering,
  ...malice,
  ...damage,
  ...techniques,
]);

/** Scores all strings of a definition; each reason counts once. */
export function scoreOf(definition: JsonValue, wanted: ReadonlySet<Check>, limits: ScoreLimits): Score {
  const texts = textsOf(definition, limits);
  if (texts === undefined) return { score: 0, findings: [], complete: false };
  const found = new Map<string, Finding>();
  const add = (finding: Finding): void => {
    if (!wanted.has(finding.check)) return;
    const known = found.get(finding.reason);
    if (known === undefined || known.weight < finding.weight) found.set(finding.reason, finding);
  };
  let left = limits.words;
  const read = (text: string, isName: boolean): void => {
    hiddenFindings(text, add);
    const folded = foldText(text).text;
    markFindings(folded, add);
    const { words, cut } = wordsOf(folded, Math.max(0, left));
    left -= words.length + (cut ? 1 : 0);
    readPhrases(isName ? [...words.slice(0, 1), "@start", ...words.slice(1), "@name"] : words, add);
  };
  for (const { text, isName } of texts) {
    read(text, isName);
    if (isName) continue;
    for (const hidden of encodedIn(text)) {
      add({ check: "encoded", weight: 2, reason: "holds an encoded text" });
      read(hidden, false);
    }
  }
  // A name that repeats over lines of a schema says no more than once; all names together may.
  const names = texts.filter((each: DefinitionText) => each.isName).map(({ text }) => text);
  if (
    wanted.has("parameters") &&
    names.some((name) => asksBack.has(name.toLowerCase().replaceAll(/[_-]/g, "")))
  )
    add({ check: "parameters", weight: 3, reason: "has a parameter for what the model was told" });
  const contradiction = contradictionOf(definition);
  if (contradiction !== undefined) add(contradiction);
  const findings = [...found.values()];
  const score = findings.reduce((sum, { weight }) => sum + weight, 0);
  return { score, findings, complete: left >= 0 };
}

const asksBack = classOf(
  "sidenote sidenotes conversationhistory chathistory systemprompttext yoursystemprompt modelinstructions fullconversation previousmessages allmessages chainofthought",
);
const destroying = classOf(
  "delete remove drop destroy wipe write overwrite send execute kill purge truncate uninstall erase",
);

/** A tool that says it only reads, and whose name says otherwise. */
function contradictionOf(definition: JsonValue): Finding | undefined {
  if (typeof definition !== "object" || definition === null || Array.isArray(definition)) return undefined;
  const { name, annotations } = definition as JsonObject;
  if (
    typeof name !== "string" ||
    typeof annotations !== "object" ||
    annotations === null ||
    Array.isArray(annotations)
  )
    return undefined;
  const [verb = ""] = wordsOf(name.replaceAll(/[_./-]/g, " "), 10).words;
  if (annotations["readOnlyHint"] !== true || !destroying.has(verb)) return undefined;
  return {
    check: "contradiction",
    weight: 3,
    reason: "says that it only reads, by a name that says otherwise",
  };
}
