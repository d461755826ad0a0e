import type { PluginLog } from "../framework/index.ts";
import { defaultMaskedKeys } from "../settings/log.ts";
import { maskText } from "../telemetry/masked-fields.ts";
import { secretNames } from "../telemetry/secret-names.ts";

const isSecret = secretNames(defaultMaskedKeys);

/**
 * For commands whose output is for people: of the log only what programs of plugin servers write is shown, on standard
 * error, as it may say why one does not start.
 */
export const quiet: PluginLog = {
  debug() {},
  info(fields) {
    const { plugin, stderr } = fields as { readonly plugin?: unknown; readonly stderr?: unknown };
    if (typeof plugin !== "string" || typeof stderr !== "string") return;
    const lines = maskText(stderr, isSecret).split("\n");
    process.stderr.write(lines.map((line) => `${plugin}: ${line}\n`).join(""));
  },
  warn() {},
  error() {},
};
