/** The ways from the suite to a server: none of them may be told from another. */
import { fileURLToPath } from "node:url";
import type { EnvoyOptions } from "../../../src/envoy-config/options.ts";
import { type AdapterProcess, startAdapter } from "../parts/adapter.ts";
import { startTestEnvoy, withoutAdapter } from "../parts/envoy.ts";
import { everyHook } from "./every-hook.ts";

export const nobody = "plugins: []\n";

/** Every hook is looked at by a plugin that would be obeyed, and by built-in ones that find something and are not. */
export const onlookers = `plugin_dirs: [${fileURLToPath(new URL(".", import.meta.url))}]
plugins:
  - name: onlooker
    kind: ${fileURLToPath(new URL("looks-on.ts", import.meta.url))}
    mode: enforce
    hooks: [${everyHook.join(", ")}]
  - { name: would_mask, kind: pii_filter, mode: audit }
  - { name: would_deny, kind: deny_filter, mode: audit, config: { words: [test, e] } }
`;

export type Way = {
  readonly name: string;
  /** Absent: Envoy alone. */
  readonly config?: string;
  readonly envoy: Partial<EnvoyOptions>;
  /** Responses go in chunks: under FULL_DUPLEX_STREAMED Envoy takes their content-length away, edited or not. */
  readonly chunked?: true;
};

export const alone: Way = { name: "Envoy alone", envoy: {} };

export const ways: readonly Way[] = [
  alone,
  { name: "static, no plugins", config: nobody, envoy: { variant: "static" }, chunked: true },
  { name: "static, onlookers", config: onlookers, envoy: { variant: "static" }, chunked: true },
  { name: "override, no plugins", config: nobody, envoy: { variant: "override" } },
  { name: "override, onlookers", config: onlookers, envoy: { variant: "override" } },
];

export type OpenWay = {
  readonly port: number;
  readonly adapter: AdapterProcess | undefined;
  /** Hooks at which the onlooker was asked, from the metrics. */
  asked(): Promise<readonly string[]>;
  close(): Promise<void>;
};

/** Starts what stands between a client and the server at this port. */
export async function openWay(way: Way, port: number): Promise<OpenWay> {
  const adapter = way.config === undefined ? undefined : await startAdapter({ config: way.config });
  const upstream = { host: "127.0.0.1", port };
  const envoy = await startTestEnvoy(
    { ...way.envoy, upstream, ...(adapter !== undefined && { adapter: adapter.address }) },
    adapter === undefined ? withoutAdapter : undefined,
  ).catch(async (error: unknown) => {
    await adapter?.close();
    throw error;
  });
  return {
    port: envoy.port,
    adapter,
    async asked() {
      const { body } = (await adapter?.management("/metrics")) ?? { body: "" };
      return everyHook.filter((hook) => body.split("\n").some((line) => countedAt(line, hook)));
    },
    async close() {
      await envoy.close();
      await adapter?.close();
    },
  };
}

function countedAt(line: string, hook: string): boolean {
  return line.includes('"onlooker"') && line.includes(`"${hook}"`) && !line.endsWith(" 0");
}
