import { envoyExamples } from "../../src/envoy-config/examples.ts";
import type { GeneratedFile } from "./generated-file.ts";

/** The Envoy configurations that documentation shows and operators copy, every option at its default. */
export function envoyConfigurations(): GeneratedFile[] {
  return [...envoyExamples()].map(([name, text]) => ({ path: `envoy/${name}`, text }));
}
