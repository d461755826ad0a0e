import { definePlugin } from "plugins-adapter/framework";
import { z } from "zod";

const headerNames = z
  .array(z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "is not the name of a header"))
  .max(1000);

const headerFilterConfig = z.strictObject({
  filter_headers: headerNames
    .default([
      "Authorization",
      "Cookie",
      "X-Vault-Tokens",
      "X-API-Key",
      "X-Auth-Token",
      "Proxy-Authorization",
      "WWW-Authenticate",
      "Set-Cookie",
    ])
    .describe("Headers of a tool call that do not reach the server; letter case does not count"),
  allow_passthrough_headers: headerNames
    .default([])
    .describe("Headers that reach the server although filter_headers names them"),
  log_filtered_headers: z
    .boolean()
    .default(true)
    .describe("Log the names of the headers that were taken out"),
});

/** Takes credentials and other headers out of tool calls before they reach the server. */
export default definePlugin({
  kind: "header_filter",
  aliases: ["plugins.header_filter.header_filter.HeaderFilterPlugin"],
  hooks: ["tool_pre_invoke"],
  config: headerFilterConfig,
  readOnly: true,
  compliance: {
    owasp_mcp: ["MCP01"],
    owasp_llm: ["LLM02"],
    owasp_asi: ["ASI03"],
    mitre_atlas: ["AML.T0098"],
    cosai: ["T1"],
  },
  create({ filter_headers, allow_passthrough_headers, log_filtered_headers }, { log }) {
    const passed = new Set(allow_passthrough_headers.map((name) => name.toLowerCase()));
    const filtered = new Set(
      filter_headers.map((name) => name.toLowerCase()).filter((name) => !passed.has(name)),
    );

    /** Undefined where none is to be taken out. */
    function rest(headers: Readonly<Record<string, string>>): Record<string, string> | undefined {
      const names = Object.keys(headers).filter((name) => filtered.has(name.toLowerCase()));
      if (names.length === 0) return undefined;
      if (log_filtered_headers) log.info({ headers: names }, "headers do not reach the server");
      return Object.fromEntries(
        Object.entries(headers).filter(([name]) => !filtered.has(name.toLowerCase())),
      );
    }

    return {
      tool_pre_invoke: (payload) => {
        const headers = payload.headers && rest(payload.headers);
        return headers && { modified_payload: { ...payload, headers } };
      },
    };
  },
});
