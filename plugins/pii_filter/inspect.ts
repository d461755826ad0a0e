import {
  acceptedPattern,
  decodedUri,
  isTooLong,
  type JsonObject,
  type JsonValue,
  mapText,
  type Pattern,
  type TextKind,
  type TextOptions,
  type TextPath,
  type TextShapeName,
} from "plugins-adapter/framework";
import { type PiiConfig, typesOf } from "./config.ts";
import { type Finder, finderOf, type Searches } from "./detect.ts";
import type { Finding, PiiType } from "./finding.ts";
import { type MaskStrategy, maskWith } from "./mask.ts";

/**
 * What a value held.
 * @property value   the value with its findings masked; the same reference when there were none, or when blocking
 * @property types   how many findings there were of each type
 * @property details type, offset and length of the first findings, when the config asks for them
 * @property problem why the value must not go on: a finding that cannot be masked where it is, or a limit
 */
export interface Inspection {
  readonly value: JsonValue;
  readonly types: ReadonlyMap<string, number>;
  readonly masked: number;
  readonly details: readonly JsonObject[];
  readonly problem?: "unmaskable" | "limit";
}

export interface Inspector {
  /** Looks through a value, and masks what it finds unless the config says to block. */
  value(value: JsonValue, shape: TextShapeName): Inspection;
  /** Looks at a URI, as it stands and decoded. A masked URI would name another resource, so a finding is a problem. */
  uri(uri: string): Inspection;
}

export function inspectorOf(config: PiiConfig): Inspector {
  const custom = config.custom_patterns.filter((pattern) => pattern.enabled);
  const types = typesOf(config);
  const searches: Searches = {
    types,
    labelled: types,
    custom: custom.map(({ pattern }) => accepted(pattern)),
    whitelist: config.whitelist_patterns.map(accepted),
  };
  const inText = finderOf(searches);
  const inNumber = finderOf({ ...searches, types: only(types, ["credit_card"]) });
  const inUri = finderOf({ ...searches, types: without(types, ["phone", "ip_address", "date_of_birth"]) });
  // Random tokens look like much: only what has a check of its own, or a form that tokens do not have.
  const inToken = finderOf({
    ...searches,
    types: only(types, ["email", "credit_card", "ssn", "bank_account", "aws_key"]),
    labelled: new Set(),
  });
  const finders: Record<TextKind, Finder> = {
    value: inText,
    key: inText,
    blob: inText,
    number: inNumber,
    opaque: inToken,
  };
  const strategy = config.default_mask_strategy ?? config.mask_strategy ?? "redact";
  const mask = maskWith(config.redaction_text, config.hash_key, config.mask_char);
  const strategyOf = (finding: Finding): MaskStrategy =>
    (finding.pattern === undefined ? undefined : custom[finding.pattern]?.mask_strategy) ?? strategy;

  return {
    value(value, shape) {
      const tally = newTally(config);
      const edit = (text: string, path: TextPath, kind: TextKind): string => {
        if (kind === "number" && !isInteger(text)) return text;
        const name = kind === "key" || kind === "opaque" ? undefined : nameIn(path);
        const findings = tally.look(finders[kind], text, name);
        if (findings.length === 0 || config.block_on_detection) return text;
        tally.masked += findings.length;
        let masked = "";
        let last = 0;
        for (const finding of findings) {
          const found = text.slice(finding.start, finding.end);
          masked += text.slice(last, finding.start) + mask(finding.type, found, strategyOf(finding));
          last = finding.end;
        }
        return masked + text.slice(last);
      };
      const options: TextOptions = {
        shape,
        keys: true,
        numbers: true,
        maxDepth: config.max_nested_depth,
        maxItems: config.max_collection_items,
        onRefused: (reason) => tally.fail(reason === "depth" || reason === "items" ? "limit" : "unmaskable"),
      };
      return tally.done(mapText(value, edit, options));
    },
    uri(uri) {
      const tally = newTally(config);
      const decoded = decodedUri(uri);
      if (tally.look(inUri, uri, undefined).length > 0) tally.fail("unmaskable");
      else if (decoded !== uri && tally.look(inUri, decoded, undefined).length > 0) tally.fail("unmaskable");
      return tally.done(uri);
    },
  };
}

function accepted(source: string): Pattern {
  return acceptedPattern(source, { ignoreCase: true });
}

const maxDetails = 100;

/** Keeps count over all texts of one value. */
function newTally(config: PiiConfig) {
  const types = new Map<string, number>();
  const details: JsonObject[] = [];
  const deadline = performance.now() + config.pattern_time_limit_ms;
  let problem: Inspection["problem"];
  return {
    masked: 0,
    fail(reason: NonNullable<Inspection["problem"]>): void {
      if (problem !== "limit") problem = reason;
    },
    look(finder: Finder, text: string, name: string | undefined): Finding[] {
      const findings = isTooLong(text, config.max_text_bytes) ? undefined : finder(text, name, deadline);
      if (findings === undefined) {
        this.fail("limit");
        return [];
      }
      for (const { type, start, end } of findings) {
        types.set(type, (types.get(type) ?? 0) + 1);
        if (config.include_detection_details && details.length < maxDetails) {
          details.push({ type, start, length: end - start });
        }
      }
      return findings;
    },
    done(value: JsonValue): Inspection {
      return { value, types, masked: this.masked, details, ...(problem === undefined ? {} : { problem }) };
    },
  };
}

/** The name of the innermost member; elements of an array go by the array's. */
function nameIn(path: TextPath): string | undefined {
  const last = path[path.length - 1];
  if (typeof last === "string") return last;
  const before = path[path.length - 2];
  return typeof before === "string" ? before : undefined;
}

function isInteger(text: string): boolean {
  return !text.includes(".") && !text.includes("e");
}

function only(types: ReadonlySet<PiiType>, some: readonly PiiType[]): Set<PiiType> {
  return new Set(some.filter((type) => types.has(type)));
}

function without(types: ReadonlySet<PiiType>, some: readonly PiiType[]): Set<PiiType> {
  return new Set([...types].filter((type) => !some.includes(type)));
}
