import type { PiiConfig } from "./config.ts";
import type { MaskStrategy } from "./mask.ts";

/** What of a config contradicts `compliance_mode: strict`, by the option's place. */
export function strictProblems(config: PiiConfig): readonly { path: PropertyKey[]; message: string }[] {
  if (config.compliance_mode !== "strict") return [];
  const problems: { path: PropertyKey[]; message: string }[] = [];
  for (const [option, value] of Object.entries(config)) {
    if (option.startsWith("detect_") && value === false && !offByDefault.has(option))
      problems.push({ path: [option], message: "compliance_mode: strict looks for every type" });
  }
  for (const option of ["whitelist_patterns", "exemptions"] as const) {
    if (config[option].length > 0)
      problems.push({ path: [option], message: "compliance_mode: strict has no exceptions" });
  }
  const strategies: [path: PropertyKey[], strategy: MaskStrategy | null | undefined][] = [
    [["default_mask_strategy"], config.default_mask_strategy],
    [["mask_strategy"], config.mask_strategy],
    ...Object.entries(config.mask_strategies).map(
      ([type, strategy]) => [["mask_strategies", type], strategy] as [PropertyKey[], MaskStrategy],
    ),
    ...config.custom_patterns.map(
      ({ mask_strategy }, index) =>
        [["custom_patterns", index, "mask_strategy"], mask_strategy] as [PropertyKey[], typeof mask_strategy],
    ),
  ];
  for (const [path, strategy] of strategies) {
    if (!strategy || leavesNothing.has(strategy)) continue;
    const message = `leaves a part or a pseudonym of the value; compliance_mode: strict has ${[...leavesNothing].join(", ")}`;
    problems.push({ path, message });
  }
  return problems;
}

/**
 * The config as it acts: with `compliance_mode: strict` every type is looked for, and what is found is logged. Not dates of
 * any kind: a date by itself is about nobody, and most messages have one.
 */
export function actingConfig(config: PiiConfig): PiiConfig {
  if (config.compliance_mode !== "strict") return config;
  return {
    ...config,
    detect_aws_keys: true,
    detect_api_keys: true,
    log_detections: true,
  };
}

/** Their `false` cannot be told from an option that was left out. */
const offByDefault: ReadonlySet<string> = new Set(["detect_aws_keys", "detect_api_keys", "detect_dates"]);
const leavesNothing: ReadonlySet<MaskStrategy> = new Set(["redact", "mask", "remove"]);
