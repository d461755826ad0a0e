import {
  definePlugin,
  eachText,
  type JsonObject,
  type JsonValue,
  mapText,
  type PluginResult,
  type ReplacementRule,
  readReplacementRule,
  replaceMatches,
  replacementRule,
} from "plugins-adapter/framework";
import { z } from "zod";
import { canonicalHost, isUnder, readUri } from "./host.ts";

const resourceConfig = z
  .strictObject({
    max_content_size: z
      .int()
      .positive()
      .default(1_048_576)
      .describe("Most bytes that a resource may have: of its text in UTF-8, of a blob decoded"),
    allowed_protocols: z
      .array(z.string().regex(/^[A-Za-z][A-Za-z0-9+.-]*(:(\/\/)?)?$/, "is not the name of a URI scheme"))
      .default(["file", "http", "https"])
      .describe("Schemes of URIs that may be read"),
    blocked_domains: z
      .array(z.string().min(1))
      .default([])
      .describe(
        "Hosts that must not be read from, with everything under them; any spelling of a name or address",
      ),
    content_filters: z
      .array(
        z.strictObject({
          pattern: z
            .string()
            .min(1)
            .max(10_000)
            .describe("Regular expression in RE2 syntax, letter case ignored"),
          replacement: z
            .string()
            .max(10_000)
            .default("***")
            .describe("What stands in the place of each match"),
        }),
      )
      .max(1000)
      .default([])
      .describe("Replacements in the content, made one after the other"),
    time_limit_ms: z
      .int()
      .positive()
      .default(1000)
      .describe("Time that the content filters may take for one content; one that needs more is denied"),
  })
  .superRefine((config, context) => {
    for (const [index, domain] of config.blocked_domains.entries()) {
      if (canonicalHost(domainName(domain)) !== undefined) continue;
      context.addIssue({ code: "custom", path: ["blocked_domains", index], message: "is not a host" });
    }
    for (const [index, { pattern, replacement }] of config.content_filters.entries()) {
      const rule = readReplacementRule(pattern, replacement, { ignoreCase: true });
      if (rule.ok) continue;
      context.addIssue({
        code: "custom",
        path: ["content_filters", index, rule.part === "search" ? "pattern" : "replacement"],
        message: rule.message,
      });
    }
  });

/** Checks where resources come from and how large they are, and replaces what must not be read in them. */
export default definePlugin({
  kind: "resource_filter",
  aliases: ["plugins.resource_filter.resource_filter.ResourceFilterPlugin"],
  hooks: ["resource_pre_fetch", "resource_post_fetch"],
  config: resourceConfig,
  compliance: {
    owasp_mcp: ["MCP05"],
    owasp_asi: ["ASI02"],
    cosai: ["T2", "T3"],
  },
  create(config) {
    const protocols = new Set(config.allowed_protocols.map((name) => name.toLowerCase().replace(/:.*$/, "")));
    const domains = new Set(
      config.blocked_domains.map((domain) => canonicalHost(domainName(domain)) as string),
    );
    const rules = config.content_filters.map(({ pattern, replacement }) =>
      replacementRule(pattern, replacement, { ignoreCase: true }),
    );

    return {
      resource_pre_fetch: ({ uri }) => {
        const parts = readUri(uri);
        if (parts === undefined)
          return denial("INVALID_URI", "Invalid resource URI", "The URI cannot be read", {});
        const { protocol, host } = parts;
        if (!protocols.has(protocol)) {
          return denial(
            "PROTOCOL_BLOCKED",
            "Protocol not allowed",
            `Protocol '${protocol}' is not in the allowed list`,
            {
              protocol,
              allowed: [...protocols],
            },
          );
        }
        if (host !== "" && isUnder(host, domains)) {
          return denial("DOMAIN_BLOCKED", "Domain is blocked", `Domain '${host}' is in the blocked list`, {
            domain: host,
          });
        }
        return undefined;
      },
      resource_post_fetch: (payload) => {
        const size = sizeOf(payload.content);
        if (size > config.max_content_size) {
          return denial("CONTENT_TOO_LARGE", "Content exceeds the size limit", "The resource is too large", {
            size,
            max_size: config.max_content_size,
          });
        }
        if (rules.length === 0) return undefined;
        const content = filtered(payload.content, rules, config.time_limit_ms);
        if (content === undefined) {
          return denial(
            "CONTENT_FILTER_FAILED",
            "Content not filtered",
            "A content filter could not be applied",
            {},
          );
        }
        if (content === payload.content) return undefined;
        return { modified_payload: { ...payload, content }, metadata: { content_filtered: true } };
      },
    };
  },
});

/** Bytes of all that a content holds beside its URI and type; a blob counts as what it decodes to. */
function sizeOf(content: JsonValue): number {
  let size = 0;
  eachText(
    content,
    (text, path, kind) => {
      if (kind !== "opaque" && path[path.length - 1] !== "uri") size += Buffer.byteLength(text);
    },
    { shape: "contents", keys: true, blobs: false },
  );
  return size + blobSize(content);
}

function blobSize(content: JsonValue): number {
  if (Array.isArray(content)) return content.reduce((sum: number, entry) => sum + blobSize(entry), 0);
  const blob = typeof content === "object" && content !== null ? content["blob"] : undefined;
  return typeof blob === "string" ? Buffer.byteLength(blob, "base64") : 0;
}

/** Undefined when a filter was not applied: it took too long, or a match stands where it cannot be replaced. */
function filtered(
  content: JsonValue,
  rules: readonly ReplacementRule[],
  timeLimit: number,
): JsonValue | undefined {
  const deadline = performance.now() + timeLimit;
  let failed = false;
  const edited = mapText(
    content,
    (text, _path, kind) => {
      if (kind === "opaque" || failed) return text;
      const replaced = replaceMatches(text, rules, deadline);
      failed ||= replaced === undefined;
      return replaced ?? text;
    },
    {
      shape: "contents",
      onRefused: () => {
        failed = true;
      },
    },
  );
  return failed ? undefined : edited;
}

/** `*.example.com` and `.example.com` mean what `example.com` means here; a bare IPv6 address gets its brackets. */
function domainName(entry: string): string {
  const name = entry.trim().replace(/^\*?\./, "");
  return name.includes(":") && !name.startsWith("[") ? `[${name}]` : name;
}

function denial(code: string, reason: string, description: string, details: JsonObject): PluginResult<never> {
  return { continue_processing: false, violation: { reason, description, code, details } };
}
