/** Plugins that do what headers and texts of an exchange ask of them. */
import type { JsonObject, Plugin } from "../../../src/framework/index.ts";

/** Headers only: what `x-do` asks for. */
export function heads(): Plugin {
  return {
    http_pre_request({ headers }) {
      switch (headers["x-do"]) {
        case "deny":
          return { continue_processing: false, violation: { code: "NOT_TODAY", reason: "Closed" } };
        case "throw":
          throw new Error("card 4111111111111111");
        case "edit":
          return {
            modified_payload: { "x-do": "edited", "x-added": "ünï", "mcp-session-id": "evil", host: "evil" },
          };
        case "token":
          return { modified_payload: { authorization: `Bearer ${headers["x-token"]}` } };
        default:
          return {};
      }
    },
    http_post_request({ headers, response_headers = {}, ...payload }) {
      if (response_headers["x-poison"] !== undefined) {
        return { continue_processing: false, violation: { code: "POISON" } };
      }
      const { "x-internal": _, ...kept } = response_headers;
      const added = { "x-trace": `${payload.method} ${payload.status_code} ${headers["x-added"] ?? "-"}` };
      return { modified_payload: { ...payload, headers, response_headers: { ...kept, ...added } } };
    },
  };
}

/** Who calls, what they may, and what they get. */
export function messages(): Plugin {
  return {
    http_auth_resolve_user({ credentials }) {
      const token = credentials?.["credentials"];
      if (token === "revoked") return { continue_processing: false, violation: { code: "REVOKED" } };
      return typeof token === "string" ? { modified_payload: { email: token } } : {};
    },
    http_auth_check_permission: ({ user_email, permission }) => ({
      modified_payload: {
        granted: user_email !== "mallory" && (user_email !== "eve" || permission !== "tools.execute"),
      },
    }),
    tool_pre_invoke: ({ args, headers }, { global_context: { user } }) =>
      args["text"] === "forbidden"
        ? { continue_processing: false, violation: { code: "FORBIDDEN" } }
        : {
            http_headers: { "x-ratelimit-limit": "9" },
            modified_payload: {
              name: "t",
              args: { ...args, who: (user as JsonObject | undefined)?.["email"] ?? "nobody" },
              headers: { ...headers, "x-late": "1" },
            },
          },
    tool_post_invoke({ result }) {
      const text = JSON.stringify(result);
      const http_headers = { "x-ratelimit-remaining": "5" };
      if (!text.includes("secret")) return { http_headers };
      return {
        http_headers,
        modified_payload: { name: "t", result: JSON.parse(text.replaceAll("secret", "******")) },
      };
    },
  };
}
