/**
 * Writes the files that are made from others; with `--check` only tells which are not up to date.
 * One module a kind in `generate/`; each yields paths and contents.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { builtinKinds } from "./generate/builtin-kinds.ts";
import { complianceMatrix } from "./generate/compliance-matrix.ts";
import { contextForgePlugins } from "./generate/contextforge-plugins.ts";
import { decisionIndex } from "./generate/decision-index.ts";
import { dependencyTable } from "./generate/dependency-table.ts";
import { detectionFigures } from "./generate/detection-figures.ts";
import { differencesFromContextForge } from "./generate/differences-from-contextforge.ts";
import { envoyConfigurations } from "./generate/envoy-configurations.ts";
import type { GeneratedFile } from "./generate/generated-file.ts";
import { hookTables } from "./generate/hook-tables.ts";
import { messageTable } from "./generate/message-table.ts";
import { metricsReference } from "./generate/metrics-reference.ts";
import { pluginsReference } from "./generate/plugins-reference.ts";
import { generateDocs } from "./generate-docs.ts";

const generators: readonly (() => readonly GeneratedFile[])[] = [
  builtinKinds,
  complianceMatrix,
  contextForgePlugins,
  decisionIndex,
  dependencyTable,
  detectionFigures,
  differencesFromContextForge,
  envoyConfigurations,
  metricsReference,
  pluginsReference,
  generateDocs,
  hookTables,
  messageTable,
];

const checkOnly = process.argv.includes("--check");
for (const { path, text } of generators.flatMap((generate) => generate())) {
  if (textOf(path) === text) continue;
  if (checkOnly) {
    console.error(`${path} is not what \`make generate\` writes`);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${path}`);
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
