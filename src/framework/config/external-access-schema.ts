import { z } from "zod";

/** Parts of the schemas of external plugins' servers: how the two sides know each other, how a lost one is found again. */

export const text = z.string().min(1, "a text that is not empty").max(4096);
export const longestSeconds = 86_400;
/** A header's value may hold no control characters (RFC 9110 §5.5). */
const headerText = text.regex(/^[\x20-\x7e\x80-\xff]+$/, "a text that an HTTP header can hold");
const headerName = text.regex(/^[A-Za-z0-9!#$%&'*+.^_|~-]+$/, "the name of an HTTP header");

export const tls = z
  .strictObject({
    certfile: text.nullish().describe("PEM file of the client's certificate (mTLS)."),
    keyfile: text.nullish().describe("PEM file of its private key."),
    keyfile_password: text.nullish().describe("Passphrase of the private key."),
    ca_bundle: text.nullish().describe("PEM file of the authorities to trust instead of the system's."),
    verify: z.boolean().nullish().describe("`false`: any certificate of the server is taken."),
    check_hostname: z.boolean().nullish().describe("`false`: the certificate may be of another host."),
  })
  .describe("TLS of an https or wss URL, 1.2 or newer.");

export const auth = z
  .strictObject({
    type: z
      .enum(["bearer", "basic", "api_key", "header"])
      .describe("How the adapter shows the server who it is."),
    token: headerText.nullish().describe("Of `bearer`."),
    username: text.nullish().describe("Of `basic`."),
    password: z.string().max(4096).nullish().describe("Of `basic`."),
    key: headerText.nullish().describe("Of `api_key`: sent as `X-API-Key`, or as the header `name`."),
    name: headerName.nullish().describe("Header name of `header` and `api_key`."),
    value: headerText.nullish().describe("Header value of `header`."),
  })
  .superRefine((value, context) => {
    for (const key of authKeys[value.type].needed) {
      if (value[key] === undefined || value[key] === null) {
        context.addIssue({ code: "custom", path: [key], message: `it with \`type: ${value.type}\`` });
      }
    }
    for (const key of allAuthKeys) {
      const known = [...authKeys[value.type].needed, ...authKeys[value.type].possible];
      if (value[key] === undefined || value[key] === null || known.includes(key)) continue;
      context.addIssue({
        code: "custom",
        path: [key],
        message: `no \`${key}\` with \`type: ${value.type}\``,
      });
    }
  })
  .describe("How the adapter shows the server who it is.");

type AuthKey = "token" | "username" | "password" | "key" | "name" | "value";
const allAuthKeys: readonly AuthKey[] = ["token", "username", "password", "key", "name", "value"];
const authKeys: Readonly<
  Record<
    "bearer" | "basic" | "api_key" | "header",
    { readonly needed: readonly AuthKey[]; readonly possible: readonly AuthKey[] }
  >
> = {
  bearer: { needed: ["token"], possible: [] },
  basic: { needed: ["username", "password"], possible: [] },
  api_key: { needed: ["key"], possible: ["name"] },
  header: { needed: ["name", "value"], possible: [] },
};

/** Of every block. */
export const lasting = {
  reconnect_attempts: z
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe("Times that a lost connection is tried again for the calls that wait."),
  reconnect_delay: z
    .number()
    .min(0)
    .max(60)
    .default(0.1)
    .describe("Seconds before the second try; the third waits twice as long, and so on."),
  health_check_interval: z
    .number()
    .min(1)
    .max(longestSeconds)
    .nullish()
    .describe("Seconds between two such checks, instead of `plugin_settings.plugin_health_check_interval`."),
};
