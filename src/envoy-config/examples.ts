/** The two configurations in `envoy/`, rendered with every option at its default. */
import { variants } from "./modes.ts";
import { envoyOptions } from "./options.ts";
import { renderEnvoyYaml } from "./text.ts";

/** File name in `envoy/` → its text. */
export function envoyExamples(): ReadonlyMap<string, string> {
  return new Map(
    variants.map((variant) => [
      `${variant}.yaml`,
      `${renderEnvoyYaml(envoyOptions({ variant })).trimEnd()}\n`,
    ]),
  );
}
