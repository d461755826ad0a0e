import {
  argumentHooks,
  compileNames,
  definePlugin,
  exemptionsSchema,
  guardLimitOptions,
  judgeTexts,
} from "plugins-adapter/framework";
import { z } from "zod";
import {
  climbs,
  isAbsolute,
  isPadded,
  isPath,
  normalizedPath,
  type PathIssue,
  pathSpellings,
} from "./paths.ts";
import { isSensitive, isSensitiveWithoutSeparators } from "./sensitive.ts";

const patterns = z.array(z.string().min(1).max(1000)).max(1000).default([]);

const pathConfig = z.strictObject({
  allowed_roots: patterns.describe(
    "Folders, absolute; when given, absolute paths elsewhere are denied, and paths within them may be sensitive files",
  ),
  path_fields: z
    .array(z.string().min(1).max(1000))
    .max(1000)
    .default([
      "path",
      "paths",
      "file",
      "files",
      "file_path",
      "filepath",
      "filename",
      "file_name",
      "directory",
      "dir",
      "folder",
      "root",
      "cwd",
      "source",
      "destination",
      "uri",
    ])
    .describe(
      "Names of arguments that are paths, letter case ignored: `allowed_roots` and `denied_paths` hold there",
    ),
  denied_paths: patterns.describe(
    "Globs of paths that are denied in path fields, such as `/srv/private/*` or `*.pem`; letter case ignored",
  ),
  block_traversal: z.boolean().default(true).describe("Deny steps to a parent folder, in every encoding"),
  block_sensitive_files: z
    .boolean()
    .default(true)
    .describe(
      "Deny paths to accounts, keys and settings of a machine: /etc/passwd, .ssh, .env, /proc/self, win.ini …",
    ),
  block_file_uris: z
    .boolean()
    .default(true)
    .describe("Deny `file:` URIs, other than those below `allowed_roots`, and PHP's stream wrappers"),
  block_null_bytes: z.boolean().default(true).describe("Deny null bytes, written or encoded"),
  block_on_violation: z
    .boolean()
    .default(true)
    .describe("Deny; false: go on, with `path_issues` in the metadata"),
  exemptions: exemptionsSchema,
  ...guardLimitOptions,
});

const hooks = [...argumentHooks, "roots"] as const;

/** Denies paths that leave their folder, or lead to what nobody should read, in what clients send. */
export default definePlugin({
  kind: "path_guard",
  hooks,
  config: pathConfig,
  compliance: {
    owasp_mcp: ["MCP05"],
    owasp_llm: ["LLM06"],
    owasp_asi: ["ASI02"],
    mitre_atlas: ["AML.T0053"],
    cosai: ["T2", "T3"],
    safe_mcp: ["SAFE-T1105"],
  },
  create(config) {
    const roots = config.allowed_roots.map(normalizedPath);
    const fields = new Set(config.path_fields.map((name) => name.toLowerCase()));
    const isDenied = compileNames(config.denied_paths.map((glob) => glob.toLowerCase()));
    const isWithin = (path: string) => {
      const normal = normalizedPath(path);
      return roots.some((root) => normal === root || normal.startsWith(root === "/" ? "/" : `${root}/`));
    };

    const judgeOne = (
      spelling: string,
      inField: boolean,
      isEncoded: boolean,
      issues: Set<PathIssue>,
    ): void => {
      const isOne = inField || !isDocument(spelling);
      if (config.block_null_bytes && spelling.includes("\0") && isEncoded && isOne) issues.add("a null byte");
      if (config.block_traversal) {
        if (
          climbs(spelling) &&
          (inField || (isEncoded && isOne) || isPath(spelling) || isSensitive(spelling.toLowerCase()))
        )
          issues.add(isEncoded ? "encoded traversal" : "traversal");
        else if (isOne && spelling.length <= 8192 && isPadded(spelling)) issues.add("a path longer than any");
      }
      if (config.block_file_uris && isStreamWrapper(spelling)) issues.add("a stream wrapper");
      const uri = /^\s*["'(<]?file:(?:[/\\]|[A-Za-z]:)/i.test(spelling) ? filePathOf(spelling) : undefined;
      const path = uri ?? spelling.split("\0", 1)[0] ?? "";
      if (uri !== undefined && config.block_file_uris && !isWithin(uri)) issues.add("a file URI");
      if (config.block_sensitive_files && isSensitiveWithoutSeparators(spelling.toLowerCase()))
        issues.add("a sensitive file");
      const whole = uri !== undefined || isPath(path) || (inField && path.length <= 8192);
      if (!whole) return;
      const lower = path.toLowerCase();
      const allowed = roots.length > 0 && isAbsolute(path) && isWithin(path) && !climbs(path);
      if (
        config.block_sensitive_files &&
        !allowed &&
        (isSensitive(lower) || isSensitive(normalizedPath(lower)))
      ) {
        issues.add("a sensitive file");
      }
      if (config.block_traversal && /^\\\\[.?]\\|^\\\\[^\\\s]+\\[^\\\s]+/.test(path) && !allowed)
        issues.add("a device or share");
      if (!inField) return;
      if (roots.length > 0 && isAbsolute(path) && !isWithin(path)) issues.add("an absolute path");
      const [normal, name] = [
        normalizedPath(lower),
        lower.slice(Math.max(lower.lastIndexOf("/"), lower.lastIndexOf("\\")) + 1),
      ];
      if (isDenied(normal) || isDenied(lower) || isDenied(name)) issues.add("a denied path");
    };

    return judgeTexts({
      hooks,
      exemptions: config.exemptions,
      limits: config,
      code: "PATH_GUARD",
      reason: "Path outside its bounds",
      metadata: "path_issues",
      block: config.block_on_violation,
      opinion(text, { name, scene, kind }) {
        if (scene.field === "name" || scene.field === "prompt_id") return undefined;
        const inField =
          kind !== "key" && ((name !== undefined && fields.has(name.toLowerCase())) || scene.field === "uri");
        if (!inField && !mayConcern(text)) return undefined;
        const issues = new Set<PathIssue>();
        for (const spelling of pathSpellings(text)) judgeOne(spelling, inField, spelling !== text, issues);
        if (issues.has("traversal")) issues.delete("encoded traversal");
        return issues.size === 0 ? undefined : { issues: [...issues] };
      },
    });
  },
});

/** Lines of prose or code, in which escapes and rows of dots and slashes are written about. */
function isDocument(text: string): boolean {
  return text.length > 300 && text.trim().includes("\n");
}

/** What PHP opens in the place of a file: `php://filter/…`, `phar://a.phar`. */
function isStreamWrapper(text: string): boolean {
  return /^\s{0,8}(?:php:\/\/(?:filter|input|fd|temp|memory|stdin)|(?:expect|phar|compress\.(?:zlib|bzip2)|glob|ogg|ssh2\.\w{1,8}|data|zip):\/\/\S)\S{0,8000}\s{0,8}$/i.test(
    text,
  );
}

function mayConcern(text: string): boolean {
  return (
    text.length > 1 && /[/\\%:]|\.\.|0x|file:|^\.|&#|[\uff0e\uff0f\u2215\u2024\u2025\u2044\u2216]/i.test(text)
  );
}

/** The path of a `file:` URI, also of those that no URL parser takes. */
function filePathOf(uri: string): string {
  const rest = uri.replace(/^\s*["'(<]?file:/i, "");
  const path = rest.startsWith("//") ? rest.slice(2).replace(/^(?:localhost)?(?=[/\\])/i, "") : rest;
  return path.split(/[?#]/, 1)[0] ?? "";
}
