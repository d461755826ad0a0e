import { programs } from "./programs.ts";
import { programName } from "./words.ts";

const maxParameter = 512;

/** Forms that say by themselves that something is to be run, wherever they stand. */
export function tricksIn(text: string): readonly string[] {
  const found: string[] = [];
  if (text.includes("IFS") && /\$\{?IFS\b/.test(text)) found.push("a separator spelled as a variable");
  if (text.includes("/dev/") && /\/dev\/(?:tcp|udp)\//.test(text))
    found.push("a connection through /dev/tcp");
  if (text.includes("<!--#") && /<!--#(?:exec|include)\s/i.test(text)) found.push("a server-side include");
  if (text.includes("()") && isMultiplying(text)) found.push("a function that replaces or multiplies itself");
  if (text.includes("{") && hasBracedProgram(text)) found.push("a command spelled as a brace expansion");
  if (text.length > maxParameter) return found;
  if (
    /^\s{0,8}(?:-{1,2}(?:oProxyCommand|upload-pack|receive-pack|checkpoint-action|use-askpass|to-command|open-files-in-pager)[= ]|ext::\S)/.test(
      text,
    )
  )
    found.push("an option that names a program");
  if (/[<>]\s{0,4}(?:\/etc\/|\/proc\/|\/root\/|\/var\/spool\/cron|~\/\.ssh\/)/.test(text))
    found.push("a redirection of a system's file");
  if (/\$\(\(\s{0,8}\d{1,20}\s{0,8}[-+*/%]\s{0,8}\d{1,20}\s{0,8}\)\)/.test(text))
    found.push("a sum that a shell works out");
  if (runsVariable(text)) found.push("a variable that is run");
  if (handsToShell(text)) found.push("a function that hands a text to a shell");
  return found;
}

function isMultiplying(text: string): boolean {
  return /\(\)\s{0,8}\{\s{0,8}:;?\s{0,8}\}\s{0,8};/.test(text) || /:\(\)\s{0,8}\{/.test(text);
}

/** `{cat,/etc/passwd}` */
function hasBracedProgram(text: string): boolean {
  for (let at = text.indexOf("{"); at !== -1; at = text.indexOf("{", at + 1)) {
    const word = /^\{([a-z0-9/]{2,20}),([^{}\s]{1,200})\}/.exec(text.slice(at, at + 224))?.[1];
    if (word !== undefined && programs.has(programName(word))) return true;
  }
  return false;
}

/** `X=…&&$X`: behind a separator stands what a setting before it has made. */
function runsVariable(text: string): boolean {
  const name = /[;&|]\s{0,4}\$\{?([A-Za-z_]\w{0,32})/.exec(text)?.[1];
  if (name === undefined) return false;
  const at = text.indexOf(`${name}=`);
  return at === 0 || (at > 0 && /[\s;&|]/.test(text[at - 1] as string));
}

/** `'.system('id').'`: put out of a program's text into the program. */
function handsToShell(text: string): boolean {
  if (/__import__\s{0,4}\(\s{0,4}['"](?:os|subprocess)['"]/.test(text)) return true;
  if (/require\s{0,4}\(\s{0,4}['"]child_process['"]\s{0,4}\)\s{0,4}\.\s{0,4}\w{1,16}\(/.test(text))
    return true;
  return /(?:^|[;"'.+{(=@]\s{0,4}|<\?(?:php|=)?\s{1,4})(?:system|shell_exec|passthru|popen|proc_open|pcntl_exec)\s{0,4}\(\s{0,4}['"$`]/i.test(
    text,
  );
}
