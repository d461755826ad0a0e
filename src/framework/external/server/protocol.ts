/** What ContextForge's external MCP plugin server calls itself and its tools; its clients ask for these names. */
export const serverName = "MCP Plugin Server";
export const serverInstructions = "External plugin server for ContextForge";

const anyObject = { type: "object", additionalProperties: true } as const;

/** The three tools as `tools/list` tells them. */
export const tools = [
  {
    name: "get_plugin_configs",
    description: "The configurations of all plugins of this server.",
    inputSchema: { type: "object", properties: {} },
    outputSchema: {
      type: "object",
      properties: { result: { type: "array", items: anyObject } },
      required: ["result"],
    },
  },
  {
    name: "get_plugin_config",
    description:
      "The configuration of one plugin, found whatever the case of its name; {} where there is none.",
    inputSchema: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
  },
  {
    name: "invoke_hook",
    description: "Runs one hook of one plugin on a payload.",
    inputSchema: {
      type: "object",
      properties: {
        hook_type: { type: "string", description: "The hook's name, such as tool_pre_invoke." },
        plugin_name: { type: "string", description: "The plugin's name, case-sensitive." },
        payload: { ...anyObject, description: "The hook's payload." },
        context: { ...anyObject, description: "The plugin's context: global_context, state, metadata." },
      },
      required: ["hook_type", "plugin_name", "payload", "context"],
    },
  },
] as const;
