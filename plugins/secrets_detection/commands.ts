import type { Span } from "./form.ts";
import { isReference, looksLikePassword } from "./passwords.ts";
import { isPlaceholder } from "./randomness.ts";

/** How a command line, or a line of `.netrc`, hands a password over: the last group of the pattern is the password. */
const forms: readonly (readonly [words: readonly string[], rest: RegExp])[] = [
  [["sshpass -p"], /^[ =]?["']?([^\s"']{4,64})/],
  [
    ["docker login ", "podman login ", "helm registry login ", "psexec", "PsExec"],
    /^[^\n]{0,100}? (?:-p|--password)[ =]["']?([^\s"']{4,64})/,
  ],
  [["mysql -", "mysqldump -", "mysqladmin -", "mariadb -"], /^(?:[^\n]{0,60}? -)?p["']?([^\s"']{4,64})/],
  [["net use "], /^[^\n]{0,80}?\/u(?:ser)?:[^\s]{1,64} {1,4}([^\s]{4,64})/i],
  [["machine "], /^\S{1,100}\s{1,8}login\s{1,8}\S{1,64}\s{1,8}password\s{1,8}(\S{4,64})/],
];

const longest = 300;

/** The words that such a line is known by. */
export const passwordCommands: readonly string[] = forms.flatMap(([words]) => words);

/** The password that a line hands over, of which a word of `passwordCommands` ends at `from`. */
export function handedPasswordAt(text: string, start: number, from: number): Span | undefined {
  const word = text.slice(start, from);
  const rest = forms.find(([words]) => words.includes(word))?.[1];
  const match = rest?.exec(text.slice(from, from + longest));
  const password = match?.[1];
  if (match === null || match === undefined || password === undefined) return undefined;
  if (!looksLikePassword(password, true) || isReference(password) || isPlaceholder(password))
    return undefined;
  const end = from + match[0].length;
  return { start: end - password.length, end, body: end - password.length };
}
