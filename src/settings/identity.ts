import { z } from "zod";
import { headerName } from "./fields.ts";

/** Where one fact about the caller comes from. */
export type IdentitySource =
  | { readonly header: string }
  | { readonly attribute: string }
  | { readonly metadata: { readonly namespace: string; readonly path: readonly string[] } };

const name = z.string().min(1).max(256);

const source = z
  .strictObject({
    header: headerName
      .optional()
      .describe("A request header. Strip it at the edge: a client can send any header."),
    attribute: name
      .optional()
      .describe(
        "An Envoy attribute that `request_attributes` of the filter sends, such as `connection.uri_san_peer_certificate`.",
      ),
    metadata: z
      .strictObject({
        namespace: name.describe(
          "A namespace that `metadata_options.forwarding_namespaces` of the filter sends.",
        ),
        path: z.array(name).min(1).max(16).describe("Keys from the namespace's top to the value."),
      })
      .optional()
      .describe("A value of Envoy's dynamic metadata, such as a claim of a verified JWT."),
  })
  .superRefine((given, context) => {
    if (Object.keys(given).length !== 1) {
      context.addIssue({ code: "custom", message: "exactly one of header, attribute, metadata" });
    }
  })
  .transform((given) => given as IdentitySource);

/** `adapter.identity`: nothing about a caller is trusted unless its source is named here. */
export const identitySettings = z.strictObject({
  user: source.optional().describe("The caller's name, or an object that describes the caller."),
  tenant_id: source.optional().describe("The caller's tenant."),
  server_id: source.optional().describe("The MCP server that the message is for."),
  preset: z
    .enum(["kuadrant"])
    .optional()
    .describe(
      "`kuadrant`: server_id from `x-mcp-servername`, where `x-mcp-method` agrees with the body. A source above wins over it.",
    ),
});
