import {
  definePlugin,
  editJsonText,
  type GuardEnd,
  type GuardScene,
  guardTexts,
  isTooLong,
  type JsonObject,
  type JsonValue,
  type Plugin,
  type TextHook,
  type TextKind,
  type TextPath,
} from "plugins-adapter/framework";
import { sanitizerConfig } from "./config.ts";
import { sanitizerOf } from "./sanitize.ts";
import { sniffer } from "./sniff.ts";

const hooks = [
  "prompt_post_fetch",
  "tool_post_invoke",
  "resource_post_fetch",
] as const satisfies readonly TextHook[];

/** Takes out of HTML in results what runs, hides or leads astray, or makes text of it. */
export default definePlugin({
  kind: "html_sanitizer",
  aliases: ["safe_html_sanitizer", "plugins.safe_html_sanitizer.safe_html_sanitizer.SafeHTMLSanitizerPlugin"],
  hooks,
  config: sanitizerConfig,
  readOnly: true,
  compliance: {
    owasp_mcp: ["MCP06", "MCP10"],
    owasp_llm: ["LLM01", "LLM05"],
    owasp_asi: ["ASI01"],
    mitre_atlas: ["AML.T0051.001", "AML.T0068"],
    cosai: ["T4"],
  },
  create(config) {
    const sanitize = sanitizerOf(config);
    const looksLikeHtml = sniffer(config.sniff);
    const types = new Set(config.mime_types.map((type) => type.toLowerCase()));
    /** The payload that is being walked: handlers do not wait, so there is one at a time. */
    let payload: JsonObject = {};
    /** Where texts with a media type became plain text. */
    let retyped: (readonly (string | number)[])[] = [];

    const guard = guardTexts({
      hooks,
      exemptions: config.exemptions,
      walk: { blobs: true },
      begin() {
        let sanitized = 0;
        let unread: string | undefined;
        return {
          text(text, path, kind, scene) {
            if (kind === "opaque") return text;
            const edit = (html: string): string => {
              if (isTooLong(html, config.max_text_bytes)) {
                unread ??= scene.what;
                return html;
              }
              const safe = sanitize(html);
              if (safe !== html) sanitized++;
              return safe;
            };
            const declared = declaredType(payload[scene.field], path, kind);
            if (
              declared !== undefined &&
              (types.has(declared) || kind === "blob" || isResource(scene, path))
            ) {
              const safe = types.has(declared) ? edit(text) : text;
              if (config.to_text && safe !== text) retyped.push([scene.field, ...path.slice(0, -1)]);
              return safe;
            }
            const sniffed = (string: string) => (looksLikeHtml(string) ? edit(string) : string);
            if (config.sniff === "never") return text;
            return editJsonText(text, (string, name) => (name ? string : sniffed(string))) ?? sniffed(text);
          },
          refused(_reason, scene) {
            unread ??= scene.what;
          },
          end(): GuardEnd | undefined {
            if (unread !== undefined) return { violation: limitViolation(unread) };
            return sanitized > 0 ? { metadata: { html_sanitizer: { sanitized } } } : undefined;
          },
        };
      },
    }) as Record<string, (payload: object, context: object) => unknown>;

    return Object.fromEntries(
      hooks.map((hook) => [
        hook,
        (given: object, context: object) => {
          payload = given as JsonObject;
          retyped = [];
          const result = guard[hook]?.(given, context) as { modified_payload?: JsonObject } | undefined;
          if (result?.modified_payload !== undefined) setTypes(result.modified_payload, retyped);
          return result;
        },
      ]),
    ) as Plugin;
  },
});

/** The branches that were edited are copies. */
function setTypes(edited: JsonObject, paths: readonly (readonly (string | number)[])[]): void {
  for (const path of paths) (holderAt(edited, path) as JsonObject)["mimeType"] = "text/plain";
}

function holderAt(root: JsonValue | undefined, path: TextPath): JsonValue | undefined {
  let holder = root;
  for (const step of path) {
    if (typeof holder !== "object" || holder === null) return undefined;
    holder = (holder as Record<string | number, JsonValue>)[step];
  }
  return holder;
}

/** Whether a text is a resource's. A media type beside any other text means nothing to a client, whatever it says. */
function isResource({ field }: GuardScene, path: TextPath): boolean {
  if (field === "content") return true;
  return (path[0] === "content" || path[0] === "messages") && path[path.length - 2] === "resource";
}

/** The media type that is said of a resource's text or blob, without parameters; undefined where nothing is said. */
function declaredType(root: JsonValue | undefined, path: TextPath, kind: TextKind): string | undefined {
  const name = path[path.length - 1];
  if (name !== "text" && name !== "blob" && name !== "data" && kind !== "blob") return undefined;
  const holder = holderAt(root, path.slice(0, -1)) as JsonObject | undefined;
  const type = holder?.["mimeType"];
  return typeof type === "string" && type.trim() !== ""
    ? (type.split(";", 1)[0] ?? "").trim().toLowerCase()
    : undefined;
}

function limitViolation(what: string) {
  return {
    reason: "HTML not sanitized",
    description: `HTML of the ${what} is too long to be read, or stands where it cannot be edited`,
    code: "HTML_SANITIZER_LIMIT_EXCEEDED",
    details: {},
  };
}
