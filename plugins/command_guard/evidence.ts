import {
  probes,
  programs,
  readers,
  shellFunctions,
  shells,
  tellingWords,
  unmistakable,
  wordPrograms,
} from "./programs.ts";
import type { ShellCommand } from "./shell.ts";
import { isProgramPath } from "./words.ts";

/**
 * What is known of the whole text.
 * @property encoded it was decoded before
 * @property start   index of the first character that is not blank
 * @property isTable it has a ruler of a Markdown table: `|---|`
 */
export interface Surroundings {
  readonly encoded: boolean;
  readonly start: number;
  readonly isTable: boolean;
}

/** In longer texts a line is no command's end: they are documents. */
const maxNewlineText = 300;
const shortText = 120;

/** Whether the word in a program's place, with what follows, is meant to be run. */
export function isStarted(command: ShellCommand, text: string, around: Surroundings): boolean {
  const { by, name, program, line, obfuscated, known, at } = command;
  if (by === "newline" && text.length >= maxNewlineText) return false;
  const isBackquote = by === "substitution" && text[at] === "`";
  const isPath = isProgramPath(name);
  if (isPath || (obfuscated && known)) return !isBackquote || isBackquoted(text, at);
  if (obfuscated && /\$\{?IFS/.test(text.slice(at, at + name.length + 64))) return true;
  if (shellFunctions.has(program) && /^\s{0,8}$/.test(line) && isHandedText(text, at, program)) return true;
  if (!known || (name.includes("/") && !name.startsWith("/"))) return false;
  if (by === "substitution") return isBackquote ? isBackquoted(text, at) : !isQuotedCode(text, at);
  if (by === "|" && around.isTable) return false;
  // `"file" | "ftp"`: texts of a program
  if (command.quoted && (by === "|" || by === "||")) return false;
  const args = line.replaceAll("+", " ").trim();
  const bare = args === "" || /^["')\]}#\\]{1,64}$/.test(args);
  if (by === "newline") return isStartedByLine(command, args, bare, text, around);
  return bare ? isStartedBare(command, text, around) : isStartedWith(command, args, text);
}

/** `system('…`, behind whatever stands before the name. */
function isHandedText(text: string, at: number, program: string): boolean {
  const shown = text.slice(at, at + program.length + 32);
  return /^[^(]{0,64}\(\s{0,8}(?:['"$`\\]|request|input)/.test(shown);
}

/** A line of its own: in a sentence, lines break anywhere. */
function isStartedByLine(
  { program, at }: ShellCommand,
  args: string,
  bare: boolean,
  text: string,
  { encoded, start }: Surroundings,
): boolean {
  const isEdge = at <= start;
  if (bare) {
    const isLast = text.length - at < program.length + 4;
    return (encoded || isEdge) && isLast && (tellingWords.has(program) || unmistakable.has(program));
  }
  if (!encoded && !isEdge && wordCount(text.slice(0, at)) > 3) return false;
  return hasArguments(program, args, encoded || isEdge);
}

function wordCount(text: string): number {
  return text.split(/\s+/).filter((word) => word !== "").length;
}

function isStartedBare(
  { by, name, program, line, at }: ShellCommand,
  text: string,
  { start }: Surroundings,
): boolean {
  const isWord = wordPrograms.has(program);
  const width = by === "||" || by === "&&" ? 2 : 1;
  const spaced = isBlank(text[at + width]);
  if (by === "|" && shells.has(program)) {
    const next = text.slice(at + 1 + name.length + line.length, at + 9 + name.length + line.length);
    return !/^\s*\|/.test(next);
  }
  const isEdge = at <= start || isClosing(text, at);
  const isEnd = text.length - at <= width + 1 + name.length + line.length;
  if (unmistakable.has(program) || name.endsWith(".exe")) return isEnd || isEdge || !spaced;
  if (by === "&") {
    if (!isWord && isEdge) return true;
    return tellingWords.has(program) && isEnd && (isEdge || !spaced) && !text.includes("=");
  }
  // `a;tr;b;c`: a list
  if (!isWord && by === ";" && text.length > shortText && text[at + 1 + name.length] === ";") return false;
  if (!isWord) return text.length < 400 || text[at + 1] !== " ";
  if (!spaced && isEnd && (shells.has(program) || program === "reboot" || program === "shutdown"))
    return true;
  return tellingWords.has(program) && (by !== ";" || !spaced || isEdge);
}

function isStartedWith({ by, program, line, at }: ShellCommand, args: string, text: string): boolean {
  const width = by === "||" || by === "&&" ? 2 : 1;
  const spaced = isBlank(text[at + width]);
  const close = text.indexOf("|", at + width);
  const isCell = by === "|" && spaced && line.endsWith(" ") && close !== -1 && close - at < line.length + 64;
  if (hasArguments(program, args, !isCell)) return true;
  if (isCell) return false;
  if (program === "echo" && (/^\d{1,20}$/.test(args) || /\s>{1,2}\s?[\w./\\~]/.test(args))) return true;
  if (spaced && text.length > shortText) return false;
  if (networkWords.has(program) && /^[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}$/.test(args)) return true;
  if (program === "touch" && !spaced && /^[\w.-]{1,64}$/.test(args)) return true;
  const isProgram = !wordPrograms.has(program) || shells.has(program) || program === "nc";
  return isProgram && hasTellingArgument(args);
}

const networkWords: ReadonlySet<string> = new Set([
  "dig",
  "host",
  "nslookup",
  "ping",
  "fetch",
  "curl",
  "wget",
]);

/** Somewhere in what follows: an option, a path, rights, an address with a port, a file. */
function hasTellingArgument(args: string): boolean {
  return args
    .slice(0, 200)
    .split(/\s+/, 8)
    .some((word) =>
      /^(?:-[A-Za-z]|--[a-z]|[~.]{0,2}\/|\d{3,4}$|\w{1,64}[:@][\w./]|[\w-]{1,64}\.[a-z]{1,5}$)/.test(word),
    );
}

/** What follows looks like arguments, not like a sentence: options, paths, addresses, variables, quotations. */
export function hasArguments(program: string, args: string, single = true): boolean {
  const isWord = wordPrograms.has(program);
  if (args === "/") return !isWord;
  const space = args.search(/\s/);
  const first = space === -1 ? args : args.slice(0, space);
  if (
    /^(?:-{1,2}[A-Za-z0-9]|\/[A-Za-z?]\b|[~.]{0,2}\/\S|\$|[a-z]:|https?:|%[A-Za-z]|\*|<[\w/&(]|>{1,2}[\w./&~]|\\\\|@)/i.test(
      first,
    )
  )
    return true;
  if (first === "`" || /^[<>]{1,2}$/.test(first)) return !isWord;
  if (first === "/" && /\s-[a-z]/.test(args)) return true;
  if (/^\d{1,20}(?:\.\d{1,20}){0,3}[smhd]?$/.test(first) && args.length - first.length < 8) {
    return !isWord || program === "sleep" || program === "timeout";
  }
  if (!isWord && (first.includes("/") || first.includes("\\") || /^[\w-]{1,64}\.[a-z]{2,5}$/i.test(first)))
    return true;
  if ((first.startsWith("'") || first.startsWith('"')) && (programs.has(program) || program === "echo"))
    return !isWord || program === "echo";
  if (program === "net" && /\s\/[a-z]{2}/.test(args)) return true;
  // `net user`, `echo x`: one argument, and nothing more
  const alone = single && space === -1 && args.length < 80;
  return alone && (programs.has(program) ? !isWord : program === "echo" || program === "net");
}

/** Nothing but the end of the application's own text stands before. */
function isClosing(text: string, at: number): boolean {
  const most = Math.min(at, 8);
  for (let index = 0; index < most; index++) {
    if (!" \t\r\n\"')".includes(text[index] as string)) return false;
  }
  return true;
}

function isBlank(mark: string | undefined): boolean {
  return mark === " " || mark === "\t";
}

/** Back quotes quote names in prose; around all that is said, or inside a word, they run it. */
function isBackquoted(text: string, at: number): boolean {
  const before = text[at - 1];
  const glued = before !== undefined && !" \t\n\r(\"'*_-`>[".includes(before);
  const close = text.indexOf("`", at + 1);
  if (close === -1 || text[at + 1] === "`") return false;
  const outside = text.slice(Math.max(0, at - 200), at) + text.slice(close + 1, close + 200);
  return glued ? !outside.includes("`") : wordCount(outside) <= 1;
}

/** `$(…)` in a span of code in a sentence: behind one back quote and before another, with words around them. */
function isQuotedCode(text: string, at: number): boolean {
  const open = text.slice(Math.max(0, at - 200), at).lastIndexOf("`");
  if (open === -1 || !text.slice(at, at + 200).includes("`")) return false;
  return wordCount(text.slice(0, 400)) > 8;
}

/** `id|` runs where a language opens files and commands alike; probes are whole commands. */
export function isWholeCommand({ name, program, line, known, quoted }: ShellCommand, text: string): boolean {
  if (text.length > 512) return false;
  const args = line.trim();
  const isPath = name.includes("/") || name.includes("\\");
  const isCut = /[|;]\s{0,8}$/.test(text) && (program !== "export" || args === "");
  if (known && isCut && (isPath || args === "" || hasArguments(program, args))) return true;
  if (quoted && unmistakable.has(program) && args === "") return true;
  if (program === "cmd" && /^\/c\s/i.test(args)) return true;
  if (
    readers.has(program) &&
    /^<?\s*["']?(?:\/etc\/|\/proc\/|\/root\/|[a-z]:\\(?:windows|users)\\)\S+$/i.test(`${args}`)
  )
    return true;
  if (!probes.has(program)) return false;
  if (isPath) return isProgramPath(name);
  return (
    /^(?:-[a-z]{1,4}\b|\/[a-z]\b|[a-z]:[\\/])/i.test(args) && line !== args && !/[.!?]\s+[A-Z]/.test(line)
  );
}
