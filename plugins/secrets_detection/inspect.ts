import {
  acceptedPattern,
  decodedUri,
  isTooLong,
  type JsonValue,
  type LiteralSet,
  type Literals,
  mapText,
  nameAt,
  type Pattern,
  replaceSpans,
  type TextKind,
  type TextPath,
  type TextShapeName,
} from "plugins-adapter/framework";
import { isOn, type SecretsConfig } from "./config.ts";
import { type Finder, finderOf } from "./detect.ts";
import { fieldsOf } from "./fields.ts";
import type { Finding } from "./finding.ts";

/**
 * What a value held.
 * @property value   with its findings redacted, where the config asks for that; else, and without any, the same reference
 * @property types   types of the findings, in their order
 * @property problem why the value must not go on: a finding that cannot be redacted where it is, or a limit
 */
export interface Inspection {
  readonly value: JsonValue;
  readonly types: readonly string[];
  readonly problem?: "unmaskable" | "limit";
}

export interface Inspector {
  value(value: JsonValue, shape: TextShapeName): Inspection;
  /** Looks at a URI, as it stands and decoded. A redacted URI would name another resource, so a finding is a problem. */
  uri(uri: string): Inspection;
}

/** @param literals makes the set of words that lead to secrets */
export function inspectorOf(config: SecretsConfig, literals: (literals: Literals) => LiteralSet): Inspector {
  const find = finderOf(
    { isOn: (type) => isOn(config, type), verifyChecksums: config.verify_checksums },
    literals,
  );
  const allowed = config.allowlist_patterns.map((source) => acceptedPattern(source));
  const fields = fieldsOf(config);

  return {
    value(value, shape) {
      const tally = newTally(config, find, allowed);
      const edit = (text: string, path: TextPath, kind: TextKind): string => {
        if (!fields.includes(path)) return text;
        const findings = tally.look(text, kind === "key" || kind === "opaque" ? undefined : nameAt(path));
        return findings.length === 0 || !config.redact
          ? text
          : replaceSpans(text, findings, () => config.redaction_text);
      };
      const result = mapText(value, edit, {
        shape,
        keys: true,
        maxDepth: config.max_nested_depth,
        maxItems: config.max_collection_items,
        onRefused: (reason) => tally.fail(reason === "depth" || reason === "items" ? "limit" : "unmaskable"),
      });
      return tally.done(result);
    },
    uri(uri) {
      const tally = newTally(config, find, allowed);
      const decoded = decodedUri(uri);
      if (tally.look(uri, undefined).length === 0 && decoded !== uri) tally.look(decoded, undefined);
      const inspection = tally.done(uri);
      if (inspection.types.length > 0 && config.redact) tally.fail("unmaskable");
      return tally.done(uri);
    },
  };
}

/** Keeps count over all texts of one value. */
function newTally(config: SecretsConfig, find: Finder, allowed: readonly Pattern[]) {
  const types: string[] = [];
  const deadline = performance.now() + config.pattern_time_limit_ms;
  let problem: Inspection["problem"];
  return {
    fail(reason: NonNullable<Inspection["problem"]>): void {
      if (problem !== "limit") problem = reason;
    },
    look(text: string, name: string | undefined): readonly Finding[] {
      if (isTooLong(text, config.max_text_bytes)) {
        this.fail("limit");
        return [];
      }
      const found = find(text, name);
      if (found.length === 0) return found;
      const kept = withoutAllowed(found, text, allowed, deadline);
      if (kept === undefined) this.fail("limit");
      for (const { type } of kept ?? []) types.push(type);
      return kept ?? [];
    },
    done(value: JsonValue): Inspection {
      return { value, types, ...(problem === undefined ? {} : { problem }) };
    },
  };
}

/** Undefined when the deadline passed. */
function withoutAllowed(
  found: readonly Finding[],
  text: string,
  allowed: readonly Pattern[],
  deadline: number,
): readonly Finding[] | undefined {
  let left = found;
  for (const pattern of allowed) {
    if (!pattern.test(text)) continue;
    const spans: { start: number; end: number }[] = [];
    if (!pattern.eachMatch(text, deadline, ({ start, end }) => spans.push({ start, end }))) return undefined;
    let next = 0;
    // Matches and findings are in order, and neither overlap.
    left = left.filter(({ start, end }) => {
      while (next < spans.length && (spans[next] as { end: number }).end < end) next++;
      const span = spans[next];
      return span === undefined || span.start > start;
    });
  }
  return left;
}
