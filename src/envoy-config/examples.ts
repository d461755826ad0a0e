/** The two configurations in `envoy/`, rendered with every option at its default. */
import type { Variant } from "./modes.ts";
import { envoyOptions } from "./options.ts";
import { renderEnvoyYaml } from "./text.ts";

/** File name in `envoy/` → its text. */
export function envoyExamples(): ReadonlyMap<string, string> {
  const variants: readonly Variant[] = ["static", "override"];
  return new Map(
    variants.map((variant) => [
      `${variant}.yaml`,
      `${renderEnvoyYaml(envoyOptions({ variant })).trimEnd()}\n`,
    ]),
  );
}
