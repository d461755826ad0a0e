import { hash } from "node:crypto";
import {
  canonicalJson,
  type JsonObject,
  type JsonValue,
  type MaybePromise,
  type PluginState,
  parseJson,
} from "plugins-adapter/framework";
import type { SchemaGuardConfig } from "./config.ts";
import { readSchema, type SchemaReading } from "./json-schema/schema.ts";

/** Which of a tool's schemas. */
export type Side = "input" | "output";

/** What is known of a listed tool: for each side a schema's digest, why it is unusable, or that there is none. */
export type Entry = {
  readonly [side in Side]: { readonly digest: string } | { readonly why: string } | undefined;
};

export interface ListedSchemas {
  /** Keeps what a list says. @returns how many tools found no room, and those whose schemas are unusable */
  keep(server: string | undefined, tools: readonly JsonValue[]): MaybePromise<Kept>;
  /** What was listed last of a tool; undefined: nothing. */
  entry(server: string | undefined, tool: string): MaybePromise<Entry | undefined>;
  /** The schema of a digest. */
  schema(digest: string): MaybePromise<SchemaReading>;
}

export interface Kept {
  readonly crowded: number;
  readonly unusable: readonly { readonly tool: string; readonly side: Side; readonly why: string }[];
}

const toolTable = "tools";
const schemaTable = "schemas";
const gone: SchemaReading = { ok: false, why: "it is not kept any more" };
/** Schemas that are at hand, ready to be used, of all servers together: by number and by size. */
const mostReady = 500;
/** In characters of JSON; an instruction of an expression takes as much memory as 50 of them. */
const mostReadySize = 8_000_000;
const perInstruction = 50;

interface Ready {
  readonly reading: SchemaReading;
  readonly length: number;
  /** As it was counted last: expressions are made when they are asked. */
  size: number;
}

/** Schemas as servers list them, kept in the plugin's state: once each, however many tools and servers have it. */
export function listedSchemas(config: SchemaGuardConfig, state: PluginState): ListedSchemas {
  const keepMs = config.schema_days * 24 * 3600 * 1000;
  // in the order in which they were used last
  const ready = new Map<string, Ready>();
  let readySize = 0;

  /** The last one is the one that was used last; what was used longest ago goes. */
  function use(digest: string, entry: Ready): SchemaReading {
    ready.delete(digest);
    ready.set(digest, entry);
    const size =
      entry.length + (entry.reading.ok ? perInstruction * entry.reading.schema.patterns.size() : 0);
    readySize += size - entry.size;
    entry.size = size;
    for (const [oldest, { size: gone }] of ready) {
      if (ready.size <= mostReady && readySize <= mostReadySize) break;
      ready.delete(oldest);
      readySize -= gone;
    }
    return entry.reading;
  }

  function make(digest: string, text: string): SchemaReading {
    const known = ready.get(digest);
    if (known !== undefined) return use(digest, known);
    const reading = readSchema(parseJson(text), config.max_schema_depth);
    return use(digest, { reading, length: text.length, size: 0 });
  }

  return {
    keep(server, tools) {
      const texts = new Map<string, string>();
      const unusable: { tool: string; side: Side; why: string }[] = [];
      const read = (tool: string, side: Side, source: JsonValue | undefined): Entry[Side] => {
        if (source === undefined || source === null) return undefined;
        const refused = (why: string) => {
          unusable.push({ tool, side, why });
          return { why };
        };
        const text = JSON.stringify(source);
        if (Buffer.byteLength(text) > config.max_schema_bytes) return refused("max_schema_bytes");
        const digest = hash("sha256", canonicalJson(source), "base64url");
        const reading = make(digest, text);
        if (!reading.ok) return refused(reading.why);
        texts.set(digest, text);
        return { digest };
      };
      const entries = tools.filter(isTool).map((tool) => ({
        name: tool.name,
        input: read(tool.name, "input", tool["inputSchema"]),
        output: read(tool.name, "output", tool["outputSchema"]),
      }));
      const schemas = [...texts].map(([key, text]) => ({ key, text }));
      // Schemas first: whoever finds an entry finds its schemas.
      return after(state.keepLast(schemaTable, keepMs, schemas), (kept) => {
        const missing = new Set(
          schemas.filter((_, index) => kept[index] === undefined).map(({ key }) => key),
        );
        const there = (side: Entry[Side]): Entry[Side] =>
          side !== undefined && "digest" in side && missing.has(side.digest)
            ? { why: "it found no room" }
            : side;
        const written = entries.map(({ name, input, output }) => ({
          key: keyOf(server, name),
          text: JSON.stringify([there(input) ?? null, there(output) ?? null]),
        }));
        return after(state.keepLast(toolTable, keepMs, written), (then) => ({
          crowded: missing.size + then.filter((each) => each === undefined).length,
          unusable,
        }));
      });
    },
    entry(server, tool) {
      const found = state.keepLast(toolTable, keepMs, [{ key: keyOf(server, tool) }]);
      return after(found, ([text]) => (text === undefined ? undefined : readEntry(text)));
    },
    schema(digest) {
      const known = ready.get(digest);
      if (known !== undefined) return use(digest, known);
      const found = state.keepLast(schemaTable, keepMs, [{ key: digest }]);
      return after(found, ([text]) => (text === undefined ? gone : make(digest, text)));
    },
  };
}

function isTool(entry: JsonValue): entry is JsonObject & { name: string } {
  return (
    typeof entry === "object" && entry !== null && !Array.isArray(entry) && typeof entry["name"] === "string"
  );
}

function readEntry(text: string): Entry {
  const [input, output] = parseJson(text) as unknown as [Entry[Side] | null, Entry[Side] | null];
  return { input: input ?? undefined, output: output ?? undefined };
}

function keyOf(server: string | undefined, tool: string): string {
  return JSON.stringify([server ?? null, tool]);
}

/** Goes on at once with what is there at once. */
export function after<T, U>(value: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
