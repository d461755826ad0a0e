import { fileURLToPath } from "node:url";
import { builtinPlugins } from "../../../plugins/builtin.ts";
import type { PluginDefinition } from "../../framework/index.ts";
import { type PluginManifest, readManifest } from "../../testing/plugin-folder.ts";

/** A kind as `plugins list` and `plugins info` tell it. */
export interface DescribedKind {
  readonly definition: PluginDefinition;
  readonly manifest: PluginManifest;
}

/** Folders of the built-in plugins: beside package.json, whether compiled or not. */
const folders = new URL("plugins/", import.meta.resolve("plugins-adapter/package.json"));

/** Every built-in kind with its manifest. Rejects for an installation that lacks one. */
export async function describedBuiltins(): Promise<DescribedKind[]> {
  return Promise.all(
    builtinPlugins.map(async (definition) => {
      const reading = await readManifest(fileURLToPath(new URL(definition.kind, folders)));
      if (!reading.ok) throw new Error(`built-in plugin ${definition.kind}: ${reading.problems.join("; ")}`);
      return { definition, manifest: reading.manifest };
    }),
  );
}
