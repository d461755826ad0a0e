import {
  contentHooks,
  definePlugin,
  editJsonText,
  type GuardEnd,
  guardTexts,
  type JsonObject,
  replaceSpans,
  type TextHook,
} from "plugins-adapter/framework";
import { exfilConfig } from "./config.ts";
import { type EncodedFinding, exfilFinder } from "./find.ts";
import { piecesOf } from "./pieces.ts";

const hooks: readonly TextHook[] = [
  ...contentHooks,
  "completion",
  "sampling_request",
  "sampling_response",
  "elicitation_request",
  "elicitation_response",
];
const mostExamples = 5;

/** Finds data that leaves in an encoding, and denies the message or takes it out. */
export default definePlugin({
  kind: "encoded_exfil_detection",
  aliases: [
    "cpex_encoded_exfil_detection.encoded_exfil_detection.EncodedExfilDetectorPlugin",
    "cpex_encoded_exfil_detection.EncodedExfilDetectorPlugin",
  ],
  hooks,
  config: exfilConfig,
  readOnly: true,
  compliance: {
    owasp_mcp: ["MCP01", "MCP10"],
    owasp_llm: ["LLM02"],
    owasp_asi: ["ASI02"],
    mitre_atlas: ["AML.T0057", "AML.T0086"],
    cosai: ["T5"],
  },
  create(config, environment) {
    const find = exfilFinder(config);
    return guardTexts({
      hooks,
      exemptions: config.exemptions,
      walk: { keys: true, maxDepth: config.max_recursion_depth },
      begin() {
        const examples: JsonObject[] = [];
        const types = new Set<string>();
        let count = 0;
        let redacted = false;
        let unread: string | undefined;
        let where = "";

        return {
          text(text, path, _kind, scene) {
            let told = 0;
            const look = (piece: string, from: number): string => {
              const findings = find(piece);
              if (findings === "limit") {
                unread ??= scene.what;
                return piece;
              }
              if (findings.length === 0) return piece;
              where ||= scene.what;
              count += findings.length;
              for (const finding of findings) {
                types.add(finding.encoding);
                if (examples.length >= mostExamples || told++ >= config.max_findings_per_value) continue;
                examples.push(exampleOf(finding, [scene.field, ...path].join("."), from));
              }
              if (!config.redact) return piece;
              redacted = true;
              return replaceSpans(piece, findings, () => config.redaction_text);
            };
            const lookInAll = (whole: string): string =>
              piecesOf(whole, config.max_scan_string_length)
                .map(({ piece, from }) => look(piece, from))
                .join("");
            const inJson = config.parse_json_strings ? editJsonText(text, lookInAll) : undefined;
            return inJson ?? lookInAll(text);
          },
          refused(_reason, scene) {
            unread ??= scene.what;
          },
          end(): GuardEnd | undefined {
            const encodings = [...types].sort();
            if (count > 0 && config.log_detections)
              environment.log.info({ count, encodings }, "encoded data found");
            if (unread !== undefined) return { violation: unreadViolation(unread) };
            if (count === 0) return undefined;
            const denied = config.block_on_detection && count >= config.min_findings_to_block;
            const summary: JsonObject = { total_detections: count, encoding_types: encodings };
            if (redacted && !denied) summary["redacted"] = true;
            const metadata = { encoded_exfil_detection: summary };
            if (!denied) return { metadata };
            const details: JsonObject = { count, encodings };
            if (config.include_detection_details) details["examples"] = examples;
            return { violation: violationOf(where, details), metadata };
          },
        };
      },
    });
  },
});

function exampleOf(finding: EncodedFinding, path: string, from: number): JsonObject {
  const { encoding, start, end, score, entropy, reason } = finding;
  return { encoding, path, start: from + start, end: from + end, score, entropy, reason: [...reason] };
}

function violationOf(where: string, details: JsonObject) {
  return {
    reason: "Encoded exfiltration pattern detected",
    description: `Suspicious encoded data in the ${where}`,
    code: "ENCODED_EXFIL_DETECTED",
    details,
  };
}

function unreadViolation(what: string) {
  return {
    reason: "Message not checked",
    description: `A limit kept the plugin from reading, or editing, all of the ${what}`,
    code: "ENCODED_EXFIL_LIMIT_EXCEEDED",
    details: {},
  };
}
