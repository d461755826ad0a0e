import { definePlugin, type JsonObject, type JsonValue, type PluginResult } from "plugins-adapter/framework";
import { z } from "zod";
import { essence, extensionOf, signatureOf } from "./file-types.ts";

const types = z.array(z.string().min(1).max(200)).max(1000).default([]);

const fileTypeConfig = z.strictObject({
  allowed_mime_types: types.describe(
    "Media types that may pass, such as `text/plain` or `image/*`; empty for all. Parameters and letter case do not count",
  ),
  allowed_extensions: types.describe(
    "Extensions that URIs may have, such as `.md`; empty for all. Letter case does not count",
  ),
  require_mime_type: z
    .boolean()
    .default(false)
    .describe("Deny content without a media type (ContextForge lets it pass)"),
  require_extension: z
    .boolean()
    .default(false)
    .describe("Deny URIs without an extension (ContextForge lets them pass)"),
  check_content: z
    .boolean()
    .default(true)
    .describe("Deny a blob whose first bytes are of another type than the one it is declared as"),
});

/** What is known of one file. */
interface File {
  readonly uri?: JsonValue | undefined;
  readonly mimeType?: JsonValue | undefined;
  readonly blob?: JsonValue | undefined;
}

/** Lets only files of listed types pass, by extension, media type and content. */
export default definePlugin({
  kind: "file_type_allowlist",
  aliases: ["plugins.file_type_allowlist.file_type_allowlist.FileTypeAllowlistPlugin"],
  hooks: ["resource_pre_fetch", "resource_post_fetch", "tool_post_invoke", "prompt_post_fetch"],
  config: fileTypeConfig,
  readOnly: true,
  compliance: { owasp_mcp: ["MCP06"], owasp_llm: ["LLM05"], cosai: ["T3"] },
  create(config, { log }) {
    const extensions = new Set(
      config.allowed_extensions.map((name) => (name.startsWith(".") ? name : `.${name}`).toLowerCase()),
    );
    const mimeTypes = new Set(config.allowed_mime_types.map(essence));
    if (extensions.size + mimeTypes.size === 0 && !config.require_extension && !config.require_mime_type)
      log.warn({}, "neither media types nor extensions are listed: all files pass");

    function uriProblem(uri: string): PluginResult<never> | undefined {
      if (extensions.size === 0 && !config.require_extension) return undefined;
      const extension = extensionOf(uri);
      if (extension === undefined)
        return denial("Disallowed file extension", "The URI's file name cannot be read", {});
      if (extension === "")
        return config.require_extension
          ? denial("Disallowed file extension", "The URI has no extension", { extension })
          : undefined;
      if (extensions.size === 0 || extensions.has(extension)) return undefined;
      return denial("Disallowed file extension", `Extension ${extension} is not allowed`, { extension });
    }

    const isAllowed = (type: string) =>
      mimeTypes.size === 0 ||
      mimeTypes.has(type) ||
      mimeTypes.has(`${type.split("/", 1)[0]}/*`) ||
      mimeTypes.has("*/*");

    function typeProblem({ mimeType, blob }: File): PluginResult<never> | undefined {
      const declared = typeof mimeType === "string" ? essence(mimeType) : "";
      if (declared === "" && config.require_mime_type)
        return denial("Disallowed MIME type", "The content has no media type", {});
      if (declared !== "" && !isAllowed(declared))
        return denial("Disallowed MIME type", `MIME ${declared} is not allowed`, { mime_type: declared });
      const signature = config.check_content && typeof blob === "string" ? signatureOf(blob) : undefined;
      if (signature === undefined) return undefined;
      // Octets of no declared kind may be anything: what they are decides.
      const fits = declared === "" || declared === "application/octet-stream";
      if (
        fits ? isAllowed(signature.type) || (isAllowed(declared) && declared !== "") : signature.is(declared)
      )
        return undefined;
      return denial(
        "Disallowed MIME type",
        `The content is of type ${signature.type}, which is not what may pass`,
        {
          mime_type: declared,
          content_type: signature.type,
        },
      );
    }

    function problemOf(file: File): PluginResult<never> | undefined {
      return (typeof file.uri === "string" ? uriProblem(file.uri) : undefined) ?? typeProblem(file);
    }

    function firstProblem(files: Iterable<File>): PluginResult<never> | undefined {
      for (const file of files) {
        const problem = problemOf(file);
        if (problem !== undefined) return problem;
      }
      return undefined;
    }

    return {
      resource_pre_fetch: ({ uri }) => uriProblem(uri),
      resource_post_fetch: ({ content }) => {
        if (!isObject(content) || !("text" in content || "blob" in content)) return undefined;
        return problemOf(content);
      },
      tool_post_invoke: ({ result }) => firstProblem(filesOf(result)),
      prompt_post_fetch: ({ result }) => firstProblem(filesOf(result)),
    };
  },
});

/** The files among the content of a tool's or prompt's result: embedded resources, links to some, images and sound. */
function* filesOf(result: JsonValue): Generator<File> {
  if (!isObject(result)) return;
  const messages = Array.isArray(result["messages"]) ? result["messages"] : [];
  const contents = [
    result["content"],
    ...messages.map((message) => (isObject(message) ? message["content"] : null)),
  ];
  for (const item of contents.flat()) {
    if (!isObject(item as JsonValue)) continue;
    const { type, resource, uri, mimeType, data } = item as JsonObject;
    if (type === "resource" && isObject(resource)) yield resource;
    if (type === "resource_link") yield { uri, mimeType };
    if (type === "image" || type === "audio") yield { mimeType, blob: data };
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function denial(reason: string, description: string, details: JsonObject): PluginResult<never> {
  return {
    continue_processing: false,
    violation: { reason, description, code: "FILETYPE_BLOCK", details },
  };
}
