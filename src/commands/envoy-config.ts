import { type Compression, compressions } from "../envoy-config/compressors.ts";
import type { Variant } from "../envoy-config/modes.ts";
import { type EnvoyOptions, envoyDefaults, envoyOptions } from "../envoy-config/options.ts";
import { isName } from "../envoy-config/replicas.ts";
import type { ListenAddress } from "../extproc/transport/transport.ts";
import { readAddress } from "../settings/address.ts";
import { readArguments } from "./arguments.ts";
import { type Command, type CommandContext, UsageError } from "./command.ts";
import { findingText } from "./findings.ts";

/** Prints an Envoy bootstrap with the adapter in the path of an MCP server. */
export const envoyConfig: Command = {
  name: "envoy-config",
  summary: "print an Envoy configuration that sends MCP traffic through the adapter",
  usage: `usage: plugins-adapter envoy-config envoy [options]

  --config FILE               the adapter's configuration, for what it needs of Envoy's: only phases that plugins read,
                              its address and message timeout, and what its identity settings name; several times as
                              for serve
  --variant static|override   processing modes (default static; docs/guide/envoy.md compares them)
  --listen HOST:PORT          where MCP clients connect (default 127.0.0.1:10000)
  --admin HOST:PORT           Envoy's admin interface (default 127.0.0.1:9901)
  --adapter ADDR              the adapter: host:port or a unix socket's path (default 127.0.0.1:50052); once for each
                              replica where there are several
  --upstream HOST:PORT        the MCP server (default 127.0.0.1:9001)
  --compress gzip|br|gzip,br  compress JSON for clients that accept it (default not; docs/guide/envoy.md says why)`,
  async run(args, context) {
    const { values, positionals } = read(args);
    if (positionals.length !== 1 || positionals[0] !== "envoy")
      throw new UsageError("the one target so far is: envoy");
    const config = values.config && (await fromConfig(values.config, context.environment));
    if (config?.ok === false) {
      for (const problem of config.problems) context.err(`error: ${findingText(problem)}\n`);
      return 1;
    }
    const options = envoyOptions({
      ...config?.options,
      variant: variantOf(values.variant),
      listen: hostPort(
        values.listen ?? `${envoyDefaults.listen.host}:${envoyDefaults.listen.port}`,
        "--listen",
      ),
      admin: hostPort(values.admin ?? `${envoyDefaults.admin.host}:${envoyDefaults.admin.port}`, "--admin"),
      ...(values.adapter && adapters(values.adapter)),
      upstream: hostPort(
        values.upstream ?? `${envoyDefaults.upstream.host}:${envoyDefaults.upstream.port}`,
        "--upstream",
      ),
      compress: compressionsOf(values.compress),
    });
    const { renderEnvoyYaml } = await import("../envoy-config/text.ts");
    context.out(renderEnvoyYaml(options));
    return 0;
  },
};

function read(args: readonly string[]) {
  const text = { type: "string" } as const;
  return readArguments(args, {
    allowPositionals: true,
    options: {
      config: { ...text, multiple: true },
      variant: text,
      listen: text,
      admin: text,
      adapter: { ...text, multiple: true },
      upstream: text,
      compress: text,
    },
  });
}

async function fromConfig(config: readonly string[], environment: CommandContext["environment"]) {
  const { envoyFromConfig } = await import("./envoy-from-config.ts");
  return envoyFromConfig({ config, flags: {}, environment });
}

function address(text: string, flag: string): ListenAddress {
  const reading = readAddress(text);
  if (!reading.ok) throw new UsageError(`${flag} takes ${reading.expected}, not "${text}"`);
  return reading.address;
}

/** Envoy looks names up for a whole cluster, and can do so only where every endpoint has a port. */
function adapters(texts: readonly string[]): Pick<EnvoyOptions, "adapter" | "replicas"> {
  const [adapter, ...replicas] = texts.map((text) => address(text, "--adapter"));
  const all = [adapter as ListenAddress, ...replicas];
  if (all.some(isName) && all.some(({ kind }) => kind === "unix"))
    throw new UsageError("--adapter takes names or unix sockets, not both in one cluster");
  const twice = texts.find((text, index) => texts.indexOf(text) !== index);
  if (twice !== undefined) throw new UsageError(`--adapter names "${twice}" twice`);
  return { adapter: adapter as ListenAddress, replicas };
}

function hostPort(text: string, flag: string): { host: string; port: number } {
  const found = address(text, flag);
  if (found.kind !== "tcp") throw new UsageError(`${flag} takes host:port, not "${text}"`);
  return { host: found.host, port: found.port };
}

const variants: readonly Variant[] = ["static", "override"];

function variantOf(text: string | undefined): Variant {
  const found = variants.find((variant) => variant === (text ?? "static"));
  if (!found) throw new UsageError(`--variant is one of ${variants.join(", ")}, not "${text}"`);
  return found;
}

/** Codings in order of preference, each once. */
function compressionsOf(text: string | undefined): readonly Compression[] {
  const names = text?.split(",") ?? [];
  const found = compressions.filter((coding) => names.includes(coding));
  if (found.length !== names.length)
    throw new UsageError(`--compress takes ${compressions.join(", ")}, or both with a comma, not "${text}"`);
  return found.toSorted((one, other) => names.indexOf(one) - names.indexOf(other));
}
