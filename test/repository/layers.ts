/**
 * Who may import whom: imports go down. A part is a folder of src/ (or src/main.ts), one plugin, or the Envoy
 * template folder; what is not listed is forbidden. CONTRIBUTING.md tells it in words.
 */

export interface Part {
  /** Repository paths: a folder ends in `/` and stands for all below it. */
  readonly at: string;
  /** Other parts' folders or files that it may import. Its own files it always may. */
  readonly mayImport: readonly string[];
  /** Of these only types. */
  readonly mayImportTypes?: readonly string[];
}

/** From the top down. A new folder in src/ has to be given its place here. */
export const parts: readonly Part[] = [
  { at: "src/main.ts", mayImport: ["src/commands/"] },
  {
    at: "src/commands/",
    mayImport: [
      "src/generations/",
      "src/extproc/",
      "src/management/",
      "src/testing/",
      "src/inspection/",
      "src/mcp/",
      "src/framework/",
      "src/state/",
      "src/telemetry/",
      "src/audit/",
      "src/settings/",
      "src/envoy-config/",
      "plugins/builtin.ts",
      "plugins/kinds.ts",
    ],
  },
  {
    at: "src/extproc/",
    mayImport: ["src/inspection/", "src/telemetry/", "src/settings/", "src/protobuf/"],
    mayImportTypes: ["src/framework/json.ts"],
  },
  {
    at: "src/management/",
    mayImport: ["src/inspection/", "src/framework/", "src/state/", "src/telemetry/", "src/settings/"],
  },
  {
    at: "src/generations/",
    mayImport: ["src/inspection/", "src/framework/", "src/state/", "src/settings/"],
  },
  // The testing kit for plugin authors; the commands that replay recordings use the same.
  {
    at: "src/testing/",
    mayImport: ["src/inspection/", "src/framework/", "src/state/", "src/settings/"],
  },
  {
    at: "src/inspection/",
    mayImport: ["src/mcp/", "src/framework/", "src/state/", "src/telemetry/", "src/settings/"],
  },
  // It renders the words that the ext_proc service speaks: modes and addresses.
  {
    at: "src/envoy-config/",
    mayImport: [],
    mayImportTypes: ["src/extproc/wire/frames.ts", "src/extproc/transport/transport.ts"],
  },
  { at: "src/settings/", mayImport: ["src/framework/config/"] },
  // Hooks and what they are handed have their names from the framework.
  {
    at: "src/mcp/",
    mayImport: ["src/framework/mcp-header-value.ts"],
    mayImportTypes: [
      "src/framework/json.ts",
      "src/framework/message-hooks.ts",
      "src/framework/message-payload.ts",
    ],
  },
  { at: "src/audit/", mayImport: ["src/settings/"] },
  // Its keys know a caller as plugins do.
  {
    at: "src/state/",
    mayImport: ["src/framework/principal.ts"],
    mayImportTypes: ["src/framework/", "src/settings/"],
  },
  { at: "src/telemetry/", mayImport: ["src/settings/"], mayImportTypes: ["src/framework/", "src/state/"] },
  { at: "src/framework/", mayImport: ["src/protobuf/"] },
  { at: "src/protobuf/", mayImport: [], mayImportTypes: ["src/framework/json.ts"] },
  // The list of built-in plugins; each plugin is found by the `plugins/*/` rule of `partOf`.
  { at: "plugins/builtin.ts", mayImport: ["plugins/"] },
  { at: "plugins/kinds.ts", mayImport: ["plugins/"] },
  // Plugins that are put together of others.
  { at: "plugins/content_filter/", mayImport: ["plugins/pii_filter/plugin.ts"] },
  { at: "plugins/basic_filter/", mayImport: ["plugins/rate_limiter/plugin.ts"] },
  {
    at: "plugins/enterprise_filter/",
    mayImport: [
      "plugins/sql_sanitizer/plugin.ts",
      "plugins/command_guard/plugin.ts",
      "plugins/path_guard/plugin.ts",
    ],
  },
];

/** What a plugin may import beside Node's own modules, npm packages and its own folder. */
export const pluginEntry = "plugins-adapter/framework";

/** Packages that would tie the rest to one library stay behind the part that wraps them. */
export const packageHomes: Readonly<Record<string, readonly string[]>> = {
  "@grpc/grpc-js": ["src/extproc/transport/", "src/framework/external/"],
  "@grpc/reflection": ["src/extproc/transport/"],
  "@modelcontextprotocol/sdk": ["src/commands/demo/", "src/framework/external/"],
  "@redis/client": ["src/state/"],
  pino: ["src/telemetry/"],
  "prom-client": ["src/telemetry/"],
  ws: ["src/framework/external/"],
};
