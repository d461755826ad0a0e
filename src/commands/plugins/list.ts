import type { PluginInfo } from "../../framework/index.ts";
import { readArguments } from "../arguments.ts";
import type { Command, CommandContext } from "../command.ts";
import { findingText } from "../findings.ts";
import type { AdapterRequest } from "../load-adapter.ts";
import { adapterFlags } from "../options.ts";
import type { DescribedKind } from "./builtin-folder.ts";

/** The kinds that come with the adapter, and what a configuration makes of them and of others. */
export const pluginsList: Command = {
  name: "plugins list",
  summary: "list the built-in kinds, and the plugins of a configuration",
  usage: `usage: plugins-adapter plugins list [options]

  --config FILE        a configuration whose plugins are listed too; may be given several times
  --env-file FILE      variables for the configuration, one NAME=value a line; real ones win
  --json               print the result as JSON

The plugins of a configuration are started for it, and shut down again.`,
  async run(args, context) {
    const { json, ...values } = read(args);
    const { describedBuiltins } = await import("./builtin-folder.ts");
    const builtin = (await describedBuiltins()).map(kindRow);
    const request = { ...adapterFlags(values), environment: context.environment, checkAlways: true };
    const configured = values.config ? await configuredPlugins(request, context) : undefined;
    if (values.config && !configured) return 1;
    const result = { builtin, ...(configured && { configured }) };
    context.out(json ? `${JSON.stringify(result, null, 2)}\n` : asText(builtin, configured));
    return 0;
  },
};

function read(args: readonly string[]) {
  const options = {
    config: { type: "string", multiple: true },
    "env-file": { type: "string" },
    json: { type: "boolean" },
  } as const;
  return readArguments(args, { options }).values;
}

type KindRow = ReturnType<typeof kindRow>;

function kindRow({ definition, manifest }: DescribedKind) {
  const { version, description } = manifest;
  return { kind: definition.kind, version, hooks: definition.hooks, description };
}

type ConfiguredRow = Pick<PluginInfo, "name" | "kind" | "mode" | "priority" | "hooks"> & {
  readonly version: string | null;
};

async function configuredPlugins(
  request: AdapterRequest,
  context: CommandContext,
): Promise<ConfiguredRow[] | undefined> {
  const { readAdapter, startPlugins } = await import("../load-adapter.ts");
  const { quiet } = await import("../quiet-log.ts");
  const adapter = await readAdapter(request);
  const started = adapter.ok
    ? await startPlugins(adapter.config, true, { log: quiet, observe() {} })
    : adapter;
  if (!started.ok) {
    for (const problem of started.problems) context.err(`error: ${findingText(problem)}\n`);
    return undefined;
  }
  const plugins = started.manager.plugins();
  await started.manager.shutdown();
  return plugins.map(({ name, kind, version = null, mode, priority, hooks }) => ({
    name,
    kind,
    version,
    mode,
    priority,
    hooks,
  }));
}

function asText(builtin: readonly KindRow[], configured: readonly ConfiguredRow[] | undefined): string {
  const kinds = builtin.map(
    ({ kind, version, hooks, description }) =>
      `${kind} ${version}\n  ${description}\n  hooks: ${hooks.join(", ")}`,
  );
  const entries = configured?.map(
    ({ name, kind, version, mode, priority, hooks }) =>
      `${name} (${kind}${version === null ? "" : ` ${version}`}, ${mode}, priority ${priority})\n  hooks: ${hooks.join(", ")}`,
  );
  const parts = entries ? ["Built in", ...kinds, "", "Configured", ...entries] : kinds;
  return `${parts.join("\n")}\n`;
}
