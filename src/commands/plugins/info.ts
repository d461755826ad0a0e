import type { PluginOption } from "../../testing/plugin-contract.ts";
import { readArguments } from "../arguments.ts";
import { type Command, type CommandContext, UsageError } from "../command.ts";
import type { DescribedKind } from "./builtin-folder.ts";

/** Everything about one kind that can be told without running it. */
export const pluginsInfo: Command = {
  name: "plugins info",
  summary: "tell about one kind: hooks, options, aliases",
  usage: `usage: plugins-adapter plugins info NAME [options]

  NAME                 a built-in kind, one of its other names, or a plugin's folder (./my_plugin)
  --json               print the result as JSON`,
  async run(args, context) {
    const { name, json } = read(args);
    const described = await find(name, context);
    if (!described) return 1;
    const { manifest, definition } = described;
    const { optionsOf } = await import("../../testing/plugin-contract.ts");
    const info = { ...manifest, aliases: definition.aliases ?? [], options: optionsOf(definition) };
    context.out(json ? `${JSON.stringify(info, null, 2)}\n` : asText(info));
    return 0;
  },
};

function read(args: readonly string[]): { name: string; json: boolean } {
  const parsed = readArguments(args, { allowPositionals: true, options: { json: { type: "boolean" } } });
  const [name, ...more] = parsed.positionals;
  if (name === undefined || more.length > 0) throw new UsageError("it takes one name");
  return { name, json: parsed.values.json === true };
}

async function find(name: string, context: CommandContext): Promise<DescribedKind | undefined> {
  const { describedBuiltins } = await import("./builtin-folder.ts");
  const builtin = (await describedBuiltins()).find(
    ({ definition: { kind, aliases = [] } }) => kind === name || aliases.includes(name),
  );
  if (builtin) return builtin;
  if (!/^[./]/.test(name)) {
    context.err(`error: no built-in kind is called "${name}"; a folder is written ./${name}\n`);
    return undefined;
  }
  const { readPluginFolder } = await import("../../testing/plugin-folder.ts");
  const reading = await readPluginFolder(name);
  if (reading.ok) return reading.folder;
  for (const problem of reading.problems) context.err(`error: ${problem}\n`);
  return undefined;
}

interface Info {
  readonly kind: string;
  readonly version: string;
  readonly description: string;
  readonly author: string;
  readonly tags: readonly string[];
  readonly available_hooks: readonly string[];
  readonly aliases: readonly string[];
  readonly options: readonly PluginOption[];
}

function asText({
  kind,
  version,
  description,
  author,
  tags,
  available_hooks,
  aliases,
  options,
}: Info): string {
  const lines = [
    `${kind} ${version}`,
    description,
    `author: ${author}`,
    `tags: ${tags.join(", ")}`,
    `hooks: ${available_hooks.join(", ")}`,
    ...(aliases.length > 0 ? [`other names: ${aliases.join(", ")}`] : []),
    ...(options.length > 0 ? ["options:", ...options.flatMap(optionLines)] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function optionLines({ name, type, required, default: value, description }: PluginOption): string[] {
  const given = required ? "required" : value === undefined ? "optional" : `default ${value}`;
  return [`  ${name}: ${type}, ${given}`, ...(description === "" ? [] : [`    ${description}`])];
}
