import type { ShellCommand } from "./shell.ts";

/** What destroys a machine, or hands it to somebody: in words, without the text. */
export function destructionIn(text: string, commands: readonly ShellCommand[]): readonly string[] {
  const found: string[] = [];
  for (const { by, program, line, runs } of commands) {
    if (!runs && by !== "start" && by !== "newline") continue;
    const issue = issueOf(program, ` ${line} `);
    if (issue !== undefined) found.push(issue);
  }
  if (/\/dev\/(?:tcp|udp)\/[^\s/]{1,253}\/\d/.test(text)) found.push("a reverse shell");
  if (/:\(\)\s{0,8}\{\s{0,8}:\s{0,8}\|/.test(text)) found.push("a fork bomb");
  return found;
}

const wholeMachine =
  /\s["']?(?:\/|\/\*|~|~\/|~\/\*|\$HOME|\$\{HOME\}|\*|\.|[a-z]:\\?\*?|\/(?:etc|usr|var|bin|boot|home|lib|root|sys|dev|opt)(?:\/\*?)?)["']?\s/i;

function issueOf(program: string, line: string): string | undefined {
  const lower = line.toLowerCase();
  switch (program) {
    case "rm": {
      const recursive = /\s-[a-z]{0,8}r|\s--recursive|--no-preserve-root/i.test(line);
      return recursive && wholeMachine.test(line) ? "a removal of everything" : undefined;
    }
    case "del":
    case "rd":
    case "rmdir":
      return /\s\/s\b/.test(lower) && /\s[a-z]:\\/.test(lower) ? "a removal of everything" : undefined;
    case "format":
      return /\s[a-z]:\s/.test(lower) ? "a disk written over" : undefined;
    case "dd":
      return /\bof=\/dev\/(?!null|stdout|stderr)/.test(lower) ? "a disk written over" : undefined;
    case "mkfs":
    case "wipefs":
    case "shred":
      return /\s\/dev\//.test(lower) ? "a disk written over" : undefined;
    case "chmod":
    case "chown":
      return /\s-[a-z]{0,8}r/i.test(line) && /\s\/\s/.test(line) ? "rights of everything changed" : undefined;
    case "nc":
    case "ncat":
    case "netcat":
      return /\s-[a-z]{0,8}[ec]\s|\s--(?:exec|sh-exec)\s/i.test(line) ? "a reverse shell" : undefined;
    case "bash":
    case "sh":
    case "zsh":
      return /\s-i\b/.test(line) && /[<>]&/.test(line) ? "a reverse shell" : undefined;
    case "powershell":
    case "pwsh":
      return /\s[-/](?:e|ec|en|enc|enco\w{0,10})\s/.test(lower) ||
        /downloadstring|downloadfile|iex\b|invoke-expression|frombase64string/.test(lower)
        ? "an encoded or downloaded program"
        : undefined;
    case "certutil":
      return /-urlcache|-decode/.test(lower) ? "an encoded or downloaded program" : undefined;
    case "mshta":
    case "regsvr32":
    case "rundll32":
      return /https?:|javascript:|scrobj/.test(lower) ? "an encoded or downloaded program" : undefined;
    case "vssadmin":
      return /delete\s+shadows/.test(lower) ? "backups removed" : undefined;
    default:
      return program.startsWith("mkfs.") && /\s\/dev\//.test(lower) ? "a disk written over" : undefined;
  }
}
