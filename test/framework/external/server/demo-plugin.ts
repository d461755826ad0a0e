/** The plugin whose Python original is in the recorded sessions; what it does is named by the argument `op`. */
import { definePlugin, type JsonObject } from "plugins-adapter/framework";
import { z } from "zod";

export default definePlugin({
  kind: "demo",
  hooks: [
    "tool_pre_invoke",
    "tool_post_invoke",
    "prompt_pre_fetch",
    "prompt_post_fetch",
    "resource_pre_fetch",
    "resource_post_fetch",
  ],
  config: z.record(z.string(), z.unknown()),
  create: () => ({
    tool_pre_invoke(payload, context) {
      switch (payload.args["op"]) {
        case "modify":
          context.setState("pre", 1);
          context.metadata["md"] = 3;
          context.global_context.state["g"] = 2;
          return {
            modified_payload: { ...payload, args: { ...payload.args, added: true } },
            metadata: { m: 2 },
            http_headers: { "x-a": "b" },
            retry_delay_ms: 7,
          };
        case "deny":
          return {
            continue_processing: false,
            violation: {
              reason: "no",
              description: "denied op",
              code: "OP_DENIED",
              details: { op: "deny" },
              mcp_error_code: -32001,
              http_status_code: 403,
              http_headers: { "x-why": "op" },
            },
          };
        case "raise":
          throw new RangeError("kaput");
        case "print":
          console.log("a plugin's own words");
          return;
        case "slow":
          console.error("slow has begun");
          return new Promise((resolve) => setTimeout(resolve, 300));
        default:
          return;
      }
    },
    tool_post_invoke(_payload, context) {
      return { metadata: { saw_state: { ...context.state } } };
    },
    prompt_pre_fetch(payload) {
      return { modified_payload: { ...payload, args: { ...payload.args, added: "yes" } } };
    },
    prompt_post_fetch(payload) {
      const result = structuredClone(payload.result) as JsonObject;
      const [message] = result["messages"] as [{ content: { text: string } }];
      message.content.text = message.content.text.toUpperCase();
      return { modified_payload: { ...payload, result } };
    },
    resource_pre_fetch(payload, context) {
      context.setState("asked", payload.uri);
    },
    resource_post_fetch(payload) {
      const content = payload.content as JsonObject;
      const text = String(content["text"]).replaceAll("secret", "…");
      return { modified_payload: { ...payload, content: { ...content, text } } };
    },
  }),
});
