import {
  argumentHooks,
  definePlugin,
  exemptionsSchema,
  guardLimitOptions,
  judgeTexts,
  textSpellings,
} from "plugins-adapter/framework";
import { z } from "zod";
import { destructionIn } from "./destruction.ts";
import { interpreters, sources } from "./programs.ts";
import { commandReader, runsWhatItIsHanded, type ShellCommand } from "./shell.ts";
import { tricksIn } from "./tricks.ts";

const programList = z.array(z.string().min(1).max(100)).max(1000).default([]);

const commandConfig = z.strictObject({
  detect_injection: z
    .boolean()
    .default(true)
    .describe(
      "Deny values that start a command of their own when an application puts them into a shell's line",
    ),
  command_fields: z
    .array(z.string().min(1).max(1000))
    .max(1000)
    .default(["command", "cmd", "script", "shell", "bash", "code"])
    .describe(
      "Names of arguments that are commands: there only what is destructive or denied is an issue, letter case ignored",
    ),
  deny_destructive: z
    .boolean()
    .default(true)
    .describe(
      "Deny commands that destroy a machine or hand it over, in command fields too: removing `/`, writing to disks, running downloads, reverse shells",
    ),
  denied_commands: programList.describe("Programs that must not be run, by name, in command fields too"),
  allowed_commands: programList.describe("Programs whose start is no injection, by name"),
  block_on_violation: z
    .boolean()
    .default(true)
    .describe("Deny; false: go on, with `command_issues` in the metadata"),
  exemptions: exemptionsSchema,
  ...guardLimitOptions,
});

/** Denies shell injection, and commands that must not be run, in what clients send. */
export default definePlugin({
  kind: "command_guard",
  hooks: argumentHooks,
  config: commandConfig,
  compliance: {
    owasp_mcp: ["MCP05"],
    owasp_llm: ["LLM05", "LLM06"],
    owasp_asi: ["ASI02", "ASI05"],
    mitre_atlas: ["AML.T0053", "AML.T0101"],
    cosai: ["T3"],
    safe_mcp: ["SAFE-T1101"],
  },
  create(config) {
    const fields = new Set(config.command_fields.map((name) => name.toLowerCase()));
    const denied = new Set(config.denied_commands.map((name) => name.toLowerCase()));
    const allowed = new Set(config.allowed_commands.map((name) => name.toLowerCase()));
    const commandsIn = commandReader(denied);

    return judgeTexts({
      hooks: argumentHooks,
      exemptions: config.exemptions,
      limits: config,
      code: "COMMAND_GUARD",
      reason: "Shell command",
      metadata: "command_issues",
      block: config.block_on_violation,
      opinion(text, { name, scene }) {
        if (!mayConcern(text)) return undefined;
        const isCommand = name !== undefined && fields.has(name.toLowerCase());
        const issues = new Set<string>();
        for (const spelling of textSpellings(text)) {
          const commands = commandsIn(spelling, spelling !== text);
          if (commands === "limit") return { issues: ["more commands than can be checked"] };
          const started = commands.filter(({ runs, program }) => runs && !allowed.has(program));
          // A URI's query has `&`, `;` and `|` of its own.
          const isUri = scene.field === "uri";
          if (config.detect_injection && !isCommand && !isUri) {
            for (const command of started) issues.add(issueOf(command));
            for (const trick of tricksIn(spelling)) issues.add(trick);
          }
          if (config.deny_destructive) {
            for (const issue of destructionIn(spelling, commands)) issues.add(issue);
            if (runsWhatItIsHanded(commands, interpreters, sources))
              issues.add("an interpreter that runs what it is handed");
          }
          for (const { by, program, runs } of commands) {
            if (denied.has(program) && (runs || (by === "start" && isCommand)))
              issues.add("a denied command");
          }
        }
        return issues.size === 0 ? undefined : { issues: [...issues] };
      },
    });
  },
});

function issueOf({ by, obfuscated }: ShellCommand): string {
  const how = by === "substitution" || by === "newline" ? `a ${by}` : `\`${by}\``;
  return by === "start" ? "a command" : `a command after ${how}${obfuscated ? ", obfuscated" : ""}`;
}

/** Letters, digits and spaces start nothing by themselves but a command field's own command. */
function mayConcern(text: string): boolean {
  return text.length > 1 && /[^A-Za-z0-9_.,@]/.test(text);
}
