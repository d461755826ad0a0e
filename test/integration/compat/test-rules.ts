/**
 * The rules that the reference adapter's integration tests want of a server, as a user's own plugin: a class, as
 * ContextForge's plugins are, whose violations bring codes of JSON-RPC.
 */
import type { HookPayloads, JsonValue, Plugin, PluginResult } from "plugins-adapter/framework";

export class TestRules implements Plugin {
  tool_pre_invoke(
    payload: HookPayloads["tool_pre_invoke"],
  ): PluginResult<HookPayloads["tool_pre_invoke"]> | undefined {
    if (payload.name === "dangerous_tool") return blocked("The tool is dangerous", -32602);
    const args = replaced(payload.args);
    return args === payload.args ? undefined : { modified_payload: { ...payload, args } };
  }

  tool_post_invoke({ result }: HookPayloads["tool_post_invoke"]): PluginResult<never> | undefined {
    if (JSON.stringify(result).includes("Sensitive")) return blocked("The result is sensitive", -32603);
    return undefined;
  }

  prompt_pre_fetch({ name }: HookPayloads["prompt_pre_fetch"]): PluginResult<never> | undefined {
    return name === "dangerous_prompt" ? blocked("The prompt is dangerous") : undefined;
  }
}

function blocked(description: string, mcp_error_code?: number): PluginResult<never> {
  const code = mcp_error_code === undefined ? {} : { mcp_error_code };
  return {
    continue_processing: false,
    violation: { reason: "Blocked by test", description, code: "TEST", ...code },
  };
}

/** Every argument `city`, at whatever depth, as `Anywhere`; the same object where there is none. */
function replaced<T extends JsonValue>(value: T): T {
  const text = JSON.stringify(value);
  const edited = text.replace(/"city":"[^"]*"/, '"city":"Anywhere"');
  return edited === text ? value : (JSON.parse(edited) as T);
}
