import {
  interpreters,
  prefixes,
  probes,
  programs,
  readers,
  shellFunctions,
  tellingWords,
  wordPrograms,
} from "./programs.ts";

/**
 * A command that a text starts when it is part of a shell's line.
 * @property by   what starts it: a separator, a substitution, the end of the application's quotation
 * @property name of the program, in lower case and without its path
 */
export interface ShellCommand {
  readonly by: ";" | "|" | "||" | "&" | "&&" | "newline" | "substitution" | "start";
  readonly name: string;
  readonly line: string;
  readonly obfuscated: boolean;
  /** At the start: the whole text is a command, to be run by whoever opens it. */
  readonly whole?: true;
}

/** Where the reading of one text ends: a text with more separators than that is no parameter of anything. */
const maxCommands = 20_000;
const maxWord = 256;
/** In longer texts a line is no command's end: they are documents. */
const maxNewlineText = 300;
const maxLine = 512;

/**
 * The places of a text at which a shell would start a program, and whether what stands there is one: known by its name or
 * its path, with what follows it having the form of arguments. The time is linear.
 * @returns "limit" for a text with too many separators
 */
export function commandsIn(text: string): readonly ShellCommand[] | "limit" {
  const found: ShellCommand[] = [];
  let seen = 0;
  const start = readCommand(text, 0, "start");
  if (start !== undefined) found.push(isWholeCommand(start, text) ? { ...start, whole: true } : start);
  for (let at = 0; at < text.length; at++) {
    const by = separatorAt(text, at);
    if (by === undefined) continue;
    if (++seen > maxCommands) return "limit";
    const width = by === "||" || by === "&&" || (by === "substitution" && text[at] !== "`") ? 2 : 1;
    const command = readCommand(text, at + width, by);
    if (command !== undefined && counts(command, text, at)) found.push(command);
    at += width - 1;
  }
  return found;
}

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
    case "$":
    case "<":
    case ">":
      return text[at + 1] === "(" ? "substitution" : undefined;
    default:
      return undefined;
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

function readCommand(text: string, from: number, by: ShellCommand["by"]): ShellCommand | undefined {
  let at = from;
  let obfuscated = false;
  for (let words = 0; words < 6; words++) {
    at = skipOpening(text, at);
    const word = readWord(text, at);
    if (word.plain === "") return undefined;
    obfuscated ||= word.obfuscated;
    at = word.end;
    const name = programName(word.plain);
    if (/^[a-z_][a-z0-9_]*=/i.test(word.plain) || (words > 0 && word.plain.startsWith("-"))) continue;
    if (prefixes.has(name) && isCommandWord(readWord(text, skipOpening(text, at)).plain)) continue;
    return { by, name: word.plain.toLowerCase(), line: text.slice(at, endOfLine(text, at)), obfuscated };
  }
  return undefined;
}

/** Whether a word may follow `sudo`, `env` and the like: their options and settings, or a program. */
function isCommandWord(word: string): boolean {
  const name = programName(word);
  return (
    /^(?:-|[a-z_][a-z0-9_]*=)/i.test(word) ||
    programs.has(name) ||
    wordPrograms.has(name) ||
    binFolder.test(word.toLowerCase())
  );
}

function skipOpening(text: string, from: number): number {
  let at = from;
  while (at < text.length && at - from < maxWord && " \t\"'({!@+".includes(text[at] as string)) at++;
  return at;
}

/** The rest of the command: up to the next separator. */
function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && at - from < maxLine && separatorAt(text, at) === undefined && text[at] !== ")")
    at++;
  return at;
}

/** A word as the shell has it in the end: without quotes, backslashes and expansions to nothing inside. */
function readWord(
  text: string,
  from: number,
): { readonly plain: string; readonly end: number; readonly obfuscated: boolean } {
  let plain = "";
  let obfuscated = false;
  let at = from;
  for (; at < text.length && at - from < maxWord; at++) {
    const mark = text[at] as string;
    if (" \t\r\n;|&<>()`,".includes(mark)) break;
    // a space of web forms; `g++` and `c++` are names
    if (mark === "+" && text[at + 1] !== "+" && text[at - 1] !== "+") break;
    if (mark === "'" || mark === '"' || mark === "^") {
      const next = text.charCodeAt(at + 1);
      const inside = plain !== "" && (isLetterOrDigit(next) || next === 0x22 || next === 0x27);
      if (inside && plain.length > 0) obfuscated = true;
      continue;
    }
    if (
      mark === "\\" &&
      isLetterOrDigit(text.charCodeAt(at + 1)) &&
      isLetterOrDigit(text.charCodeAt(at - 1)) &&
      !plain.includes(":")
    ) {
      obfuscated = true;
      continue;
    }
    if (mark === "$") {
      const ifs = /^\$(?:\{IFS[^}]{0,20}\}|IFS\b)/.exec(text.slice(at, at + 32));
      if (ifs !== null) {
        obfuscated = true;
        break;
      }
      const empty = /^\$(?:@|\*|[0-9]|\{[@*0-9]\}|\(\))/.exec(text.slice(at, at + 8));
      if (empty !== null && plain !== "") {
        obfuscated = true;
        at += empty[0].length - 1;
        continue;
      }
    }
    plain += mark;
  }
  return { plain, end: at, obfuscated };
}

/** Name without folder, extension and case. */
export function programName(word: string): string {
  const lower = word.toLowerCase();
  const name = lower.slice(Math.max(lower.lastIndexOf("/"), lower.lastIndexOf("\\")) + 1);
  return name.replace(/\.(?:exe|com|bat|cmd|sh|ps1)$/, "");
}

const binFolder =
  /^(?:\/|\.{1,2}\/|~\/|[a-z]:[\\/])?(?:[\w.?*[\]-]{1,64}[\\/]){0,8}(?:bin|sbin|system32|[?*[\]a-z]{3,8}[?*])[\\/][\w.?*[\]-]{1,64}$/;

/** Whether the word in a program's place, with what follows, is meant to be run. */
function counts(command: ShellCommand, text: string, at: number): boolean {
  const { by, name, line, obfuscated } = command;
  const program = programName(name);
  const isPath =
    (name.includes("/") || name.includes("\\")) &&
    (binFolder.test(name) || (name.startsWith("./") && /\.(?:sh|py|pl|rb|exe|bin)$/.test(name)));
  const known = programs.has(program) || wordPrograms.has(program);
  if (by === "newline" && text.length >= maxNewlineText) return false;
  if (obfuscated && (known || /\$\{?IFS/.test(text.slice(at, at + maxWord + maxLine)))) return true;
  if (isPath) return true;
  if (
    shellFunctions.has(program) &&
    /^\s*\(\s*(?:['"$`\\]|request|input)/.test(
      text
        .slice(at)
        .slice(0, maxWord)
        .replace(/^[^(]{0,64}/, ""),
    )
  )
    return true;
  if (!known || (name.includes("/") && !name.startsWith("/"))) return false;
  if (by === "substitution") return text[at] === "`" ? isBackquoted(text, at) : true;
  const args = line.replaceAll("+", " ").trim();
  const bare = args === "" || /^["')\]}#\\]+$/.test(args);
  if (by === "newline") return hasArguments(program, args);
  const spaced = text[at + 1] === " " || text[at + 1] === "\t";
  if (bare) {
    if (by === "|" && /^(?:ba|z|k|da|a|c)?sh$/.test(program))
      return !/^\s*\|/.test(
        text.slice(at + 1).slice(line.length + name.length, line.length + name.length + 8),
      );
    if (by === "&") return !wordPrograms.has(program) && isEdge(text, at);
    if (!wordPrograms.has(program)) return isCommandEnd(text, at);
    return tellingWords.has(program) && (by !== ";" || !spaced || isEdge(text, at));
  }
  const isCell =
    by === "|" && spaced && /^ ?\|/.test(text.slice(text.indexOf(line, at) + line.length - 1).slice(0, 2));
  return hasArguments(program, args, !isCell);
}

/** What follows looks like arguments, not like a sentence: options, paths, addresses, variables, quotations. */
function hasArguments(program: string, args: string, single = true): boolean {
  if (args === "/") return !wordPrograms.has(program);
  const first = /^\S+/.exec(args)?.[0] ?? "";
  if (
    /^(?:-{1,2}[A-Za-z0-9]|\/[A-Za-z?]\b|[~.]{0,2}\/\S|\$|[a-z]:|https?:|%[A-Za-z]|\*|<|>|\\\\|@)/i.test(
      first,
    )
  )
    return true;
  if (/^\d+(?:\.\d+){0,3}[smhd]?$/.test(first) && args.length - first.length < 8) {
    return !wordPrograms.has(program) || program === "sleep";
  }
  if (/[/\\]|^[\w-]+\.[a-z]{2,5}$/i.test(first) && !wordPrograms.has(program)) return true;
  if (/^(?:['"]).{0,200}/.test(first) && (programs.has(program) || program === "echo"))
    return !wordPrograms.has(program) || program === "echo";
  // `net user`, `echo x`: one argument, and nothing more
  const alone = single && /^\S+\s*$/.test(args) && args.length < 80;
  return (
    alone && (programs.has(program) ? !wordPrograms.has(program) : program === "echo" || program === "net")
  );
}

/** Separators at the ends of a text, or beside each other, separate nothing but commands. */
function isEdge(text: string, at: number): boolean {
  return text.slice(0, at).trim() === "" || /^[\s"')]*$/.test(text.slice(0, Math.min(at, 8)));
}

function isCommandEnd(text: string, at: number): boolean {
  return text.length < 400 || text[at + 1] !== " ";
}

/** Back quotes quote names in prose; around all that is said, or inside a word, they run it. */
function isBackquoted(text: string, at: number): boolean {
  const before = text[at - 1];
  const glued = before !== undefined && !" \t\n\r(\"'*_-`>[".includes(before);
  const close = text.indexOf("`", at + 1);
  if (close === -1 || text[at + 1] === "`") return false;
  const outside = text.slice(0, at).slice(-200) + text.slice(close + 1, close + 200);
  return glued ? !outside.includes("`") : outside.split(/\s+/).filter((word) => word !== "").length <= 1;
}

/** Forms that say by themselves that something is to be run, wherever they stand. */
export function tricksIn(text: string): readonly string[] {
  const found: string[] = [];
  if (/\$\{?IFS\b/.test(text)) found.push("a separator spelled as a variable");
  if (/\/dev\/(?:tcp|udp)\//.test(text)) found.push("a connection through /dev/tcp");
  if (/<!--#(?:exec|include)\s/i.test(text)) found.push("a server-side include");
  if (/\(\)\s{0,8}\{\s{0,8}:;?\s{0,8}\}\s{0,8};/.test(text) || /:\(\)\s{0,8}\{/.test(text))
    found.push("a function that replaces or multiplies itself");
  if (/\{[a-z/]{2,20},[^{}\s]{1,200}\}/.test(text) && bracedProgram(text))
    found.push("a command spelled as a brace expansion");
  return found;
}

function bracedProgram(text: string): boolean {
  for (let at = text.indexOf("{"); at !== -1; at = text.indexOf("{", at + 1)) {
    const word = /^\{([a-z0-9/]{2,40}),/.exec(text.slice(at, at + 48))?.[1];
    if (
      word !== undefined &&
      programs.has(programName(word)) &&
      !/\s/.test(text.slice(at, Math.min(text.indexOf("}", at) + 1 || at, at + 300)))
    )
      return true;
  }
  return false;
}

/** Whether a command gets its program from elsewhere: a download, a decoder. */
export function runsWhatItIsHanded(commands: readonly ShellCommand[]): boolean {
  return commands.some(({ name }, index) => {
    const program = programName(name);
    const before = commands[index - 1];
    return (
      index > 0 &&
      interpreters.has(program) &&
      before !== undefined &&
      /^(?:curl|wget|fetch|base64|base32|xxd|openssl|echo|printf|cat|gunzip|rev|tr)$/.test(
        programName(before.name),
      )
    );
  });
}

/** `id|` runs where a language opens files and commands alike; probes are whole commands. */
function isWholeCommand({ name, line }: ShellCommand, text: string): boolean {
  if (text.length > maxLine) return false;
  const program = programName(name);
  const known = programs.has(program) || wordPrograms.has(program);
  const isPath = name.includes("/") || name.includes("\\");
  if (known && /[|;]\s*$/.test(text) && (isPath || line.trim() === "" || hasArguments(program, line.trim())))
    return true;
  if (
    readers.has(program) &&
    /^\s+["']?(?:\/etc\/|\/proc\/|\/root\/|[a-z]:\\(?:windows|users)\\)\S+\s*$/i.test(line)
  )
    return true;
  if (!probes.has(program)) return false;
  if (isPath) return binFolder.test(name);
  return /^\s+(?:-[a-z]{1,4}\b|\/[a-z]\b|[a-z]:[\\/])/i.test(line) && !/[.!?]\s+[A-Z]/.test(line);
}

function isLetterOrDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}
