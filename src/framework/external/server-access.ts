import { readFileSync } from "node:fs";
import type { McpBlock } from "../config/external-schema.ts";

/** The fields of a server's block that say how the adapter and the server know each other. */
export type AccessFields = Pick<
  McpBlock,
  "tls" | "tls_verify" | "tls_client_cert" | "tls_client_key" | "auth"
>;

/** Options for Node's `tls` that do what the block's TLS keys say. Throws if one of their files cannot be read. */
export function tlsOptions(fields: Partial<AccessFields>): {
  readonly minVersion: "TLSv1.2";
  readonly rejectUnauthorized: boolean;
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly passphrase?: string;
  readonly checkServerIdentity?: () => undefined;
} {
  const tls = fields.tls ?? {};
  const file = (path: string | null | undefined) => (path ? readFileSync(path) : undefined);
  const ca = file(tls.ca_bundle);
  const cert = file(fields.tls_client_cert ?? tls.certfile);
  const key = file(fields.tls_client_key ?? tls.keyfile);
  return {
    minVersion: "TLSv1.2",
    rejectUnauthorized: (fields.tls_verify ?? tls.verify ?? true) !== false,
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(tls.keyfile_password && { passphrase: tls.keyfile_password }),
    ...(tls.check_hostname === false && { checkServerIdentity: () => undefined }),
  };
}

/** The header that shows the server who the adapter is, by its name in lower case. */
export function authHeaders(auth: AccessFields["auth"]): Record<string, string> {
  switch (auth?.type) {
    case undefined:
      return {};
    case "bearer":
      return { authorization: `Bearer ${auth.token}` };
    case "basic": {
      const text = `${auth.username}:${auth.password}`;
      return { authorization: `Basic ${Buffer.from(text).toString("base64")}` };
    }
    case "api_key":
      return {
        [(auth.name ?? auth.header_name ?? "X-API-Key").toLowerCase()]: auth.key ?? auth.api_key ?? "",
      };
    case "header":
    case "custom_header":
      return { [(auth.name ?? auth.header_name ?? "").toLowerCase()]: auth.value ?? auth.header_value ?? "" };
  }
}
