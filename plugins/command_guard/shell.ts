import { isStarted, isWholeCommand, type Surroundings } from "./evidence.ts";
import { prefixes, programs, shellFunctions, wordPrograms } from "./programs.ts";
import { isLetterOrDigit, isProgramPath, programName, readWord, skipOpening } from "./words.ts";

/**
 * A command that a text holds.
 * @property by     what starts it: a separator, a substitution, the text's beginning
 * @property name   of the program, in lower case, as it is written; `program` without its path
 * @property line   what follows up to the next separator, with the `$` or back quote of a substitution that follows
 * @property at     index of what starts it
 * @property runs   a shell into whose line the text is put would run it; else it may be words
 */
export interface ShellCommand {
  readonly by: ";" | "|" | "||" | "&" | "&&" | "newline" | "substitution" | "start";
  readonly name: string;
  readonly program: string;
  readonly line: string;
  readonly at: number;
  readonly obfuscated: boolean;
  /** The name is that of a program. */
  readonly known: boolean;
  /** The name stands between quotes. */
  readonly quoted: boolean;
  readonly runs: boolean;
}

/** With more commands than that a text is no parameter of anything, and no script that anybody reads. */
const maxCommands = 4000;
const maxLine = 512;

/**
 * Finds the places of a text at which a shell would start a program that has one of the known names, a path, or a name of
 * `more`. The time is linear.
 * @param encoded the text was decoded before: separators in it were hidden
 * @returns "limit" for a text with too many commands
 */
export function commandReader(
  more: ReadonlySet<string>,
): (text: string, encoded: boolean) => readonly ShellCommand[] | "limit" {
  const isKnown = (program: string) =>
    programs.has(program) || wordPrograms.has(program) || more.has(program) || program.startsWith("mkfs.");
  const mayBeName = nameFilter([programs, wordPrograms, shellFunctions, prefixes, more]);

  return (text, encoded) => {
    const found: ShellCommand[] = [];
    const around: Surroundings = surroundingsOf(text, encoded);
    const start = readCommand(text, 0, "start", 0);
    if (start !== undefined) found.push(isWholeCommand(start, text) ? { ...start, runs: true } : start);
    for (let at = 0; at < text.length; at++) {
      if (isSeparator[text.charCodeAt(at)] !== 1) continue;
      const by = separatorAt(text, at);
      if (by === undefined) continue;
      const width = by === "||" || by === "&&" || (by === "substitution" && text[at] !== "`") ? 2 : 1;
      const command = readCommand(text, at + width, by, at);
      at += width - 1;
      if (command === undefined) continue;
      if (found.length >= maxCommands) return "limit";
      found.push(isStarted(command, text, around) ? { ...command, runs: true } : command);
    }
    return found;
  };

  function readCommand(
    text: string,
    from: number,
    by: ShellCommand["by"],
    at: number,
  ): ShellCommand | undefined {
    let end = from;
    let obfuscated = false;
    let before: { name: string; end: number } | undefined;
    for (let words = 0; words < 6; words++) {
      const begin = skipOpening(text, end);
      if (words === 0 && !mayBeName(text, begin)) return undefined;
      const word = readWord(text, begin);
      if (word.plain === "") break;
      obfuscated ||= word.obfuscated;
      end = word.end;
      if (/^[a-z_][a-z0-9_]*=/i.test(word.plain)) continue;
      if (words > 0 && word.plain.startsWith("-")) continue;
      const name = word.plain.toLowerCase();
      const program = programName(name);
      if (prefixes.has(program) && isCommandWord(readWord(text, skipOpening(text, end)).plain)) {
        before = { name, end };
        continue;
      }
      const known = isKnown(program) || name.endsWith(".exe");
      if (!known && !shellFunctions.has(program) && !obfuscated && !isProgramPath(name)) return undefined;
      const quoted = isQuote(text[begin - 1]) && text[end - 1] === text[begin - 1];
      return { by, name, program, line: lineAt(text, end), at, obfuscated, known, quoted, runs: false };
    }
    // `sudo -l`: options, and no other program
    if (before === undefined || !programs.has(before.name)) return undefined;
    const { name } = before;
    return {
      by,
      name,
      program: name,
      line: lineAt(text, before.end),
      at,
      obfuscated,
      known: true,
      quoted: false,
      runs: false,
    };
  }

  /** Whether a word may follow `sudo`, `env` and the like: their options and settings, or a program. */
  function isCommandWord(word: string): boolean {
    const lower = word.toLowerCase();
    return /^(?:-|[a-z_][a-z0-9_]*=)/.test(lower) || isKnown(programName(lower)) || isProgramPath(lower);
  }
}

const isSeparator = new Uint8Array(0x10000);
for (const mark of ";|&\n\r`$<>") isSeparator[mark.charCodeAt(0)] = 1;

function separatorAt(text: string, at: number): ShellCommand["by"] | undefined {
  switch (text[at]) {
    case ";":
      return isEntity(text, at) ? undefined : ";";
    case "|":
      return text[at + 1] === "|" ? "||" : "|";
    case "&":
      return text[at + 1] === "&" ? "&&" : "&";
    case "\n":
    case "\r":
      return "newline";
    case "`":
      return "substitution";
    default:
      return text[at + 1] === "(" ? "substitution" : undefined;
  }
}

/** `&lt;` and the like: the semicolon is a letter's. */
function isEntity(text: string, semicolon: number): boolean {
  for (let at = semicolon - 1; at >= 0 && semicolon - at <= 9; at--) {
    const code = text.charCodeAt(at);
    if (code === 0x26) return semicolon - at > 2;
    if (!isLetterOrDigit(code) && code !== 0x23) return false;
  }
  return false;
}

/** The rest of the command. */
function lineAt(text: string, from: number): string {
  let at = from;
  while (at < text.length && at - from < maxLine) {
    const code = text.charCodeAt(at);
    if (code === 0x29) break;
    if (isSeparator[code] === 1 && separatorAt(text, at) !== undefined) {
      // an argument that is made by a substitution is one
      const isArgument = (code === 0x24 || code === 0x60) && at > from;
      return text.slice(from, isArgument ? at + 1 : at);
    }
    at++;
  }
  return text.slice(from, at);
}

/**
 * A look at the first letter and the length of what may be a name, before it is taken out of the text: of 50,000 words
 * behind separators few are programs'. Paths, settings and words with quotes go on.
 */
function nameFilter(sets: readonly ReadonlySet<string>[]): (text: string, at: number) => boolean {
  const lengths = new Uint32Array(128);
  for (const name of sets.flatMap((set) => [...set])) {
    const first = name.charCodeAt(0) & 0x7f;
    for (const extension of [0, 3, 4])
      lengths[first] = (lengths[first] as number) | (1 << Math.min(name.length + extension, 31));
  }
  return (text, at) => {
    const code = text.charCodeAt(at);
    const first = code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
    if (!isLetterOrDigit(first)) return at < text.length && ".~/\\$'\"_".includes(text[at] as string);
    let end = at + 1;
    while (end - at < 32 && isLetterOrDigit(text.charCodeAt(end))) end++;
    const next = text.charCodeAt(end);
    const isWord = end === text.length || next > 0x7f || endsName[next] === 1;
    return !isWord || ((lengths[first & 0x7f] as number) & (1 << Math.min(end - at, 31))) !== 0;
  };
}

/** What follows a name that has letters and digits alone. */
const endsName = new Uint8Array(128);
for (const mark of " \t\r\n;|&<>()`,+") endsName[mark.charCodeAt(0)] = 1;

function isQuote(mark: string | undefined): boolean {
  return mark === '"' || mark === "'";
}

function surroundingsOf(text: string, encoded: boolean): Surroundings {
  let start = 0;
  while (start < text.length && text.charCodeAt(start) <= 0x20) start++;
  const isTable =
    text.includes("|") && text.includes("--") && /\|[ \t]{0,8}:?-{2,64}:?[ \t]{0,8}(?:\||$)/m.test(text);
  return { encoded, start, isTable };
}

/** Whether a command gets its program from elsewhere: a download, a decoder. */
export function runsWhatItIsHanded(
  commands: readonly ShellCommand[],
  interpreters: ReadonlySet<string>,
  sources: ReadonlySet<string>,
): boolean {
  let before: ShellCommand | undefined;
  for (const command of commands) {
    if (!command.runs && command.by !== "start") continue;
    if (before !== undefined && interpreters.has(command.program) && sources.has(before.program)) return true;
    before = command;
  }
  return false;
}
