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
      .enum(["bearer", "basic", "api_key", "header", "custom_header"])
      .describe("How the adapter shows the server who it is; `custom_header` is the same as `header`."),
    token: headerText.nullish().describe("Of `bearer`."),
    username: text.nullish().describe("Of `basic`."),
    password: z.string().max(4096).nullish().describe("Of `basic`."),
    key: headerText.nullish().describe("Of `api_key`: sent as `X-API-Key`, or as the header `name`."),
    name: headerName.nullish().describe("Header name of `header` and `api_key`."),
    value: headerText.nullish().describe("Header value of `header`."),
    api_key: headerText.nullish().describe("The same as `key`."),
    header_name: headerName.nullish().describe("The same as `name`."),
    header_value: headerText.nullish().describe("The same as `value`."),
  })
  .superRefine((value, context) => {
    const complain = (key: string, message: string) =>
      context.addIssue({ code: "custom", path: [key], message });
    const given = (key: AuthKey | OtherAuthName) => value[key] !== undefined && value[key] !== null;
    for (const [other, key] of Object.entries(otherAuthNames) as [OtherAuthName, AuthKey][]) {
      if (given(other) && given(key)) complain(other, `either \`${other}\` or \`${key}\``);
    }
    const { needed, possible } = authKeys[value.type];
    for (const key of needed) {
      const others = Object.entries(otherAuthNames).filter(([, same]) => same === key);
      if (!given(key) && !others.some(([other]) => given(other as OtherAuthName)))
        complain(key, `it with \`type: ${value.type}\``);
    }
    for (const key of [...allAuthKeys, ...(Object.keys(otherAuthNames) as OtherAuthName[])]) {
      const meant = key in otherAuthNames ? otherAuthNames[key as OtherAuthName] : (key as AuthKey);
      if (given(key) && !needed.includes(meant) && !possible.includes(meant))
        complain(key, `no \`${key}\` with \`type: ${value.type}\``);
    }
  })
  .describe("How the adapter shows the server who it is.");

type AuthKey = "token" | "username" | "password" | "key" | "name" | "value";
type OtherAuthName = keyof typeof otherAuthNames;
/** Names that ContextForge's documents have for them. */
const otherAuthNames = { api_key: "key", header_name: "name", header_value: "value" } as const;
const allAuthKeys: readonly AuthKey[] = ["token", "username", "password", "key", "name", "value"];
interface KeysOfAuth {
  readonly needed: readonly AuthKey[];
  readonly possible: readonly AuthKey[];
}
const ofHeader: KeysOfAuth = { needed: ["name", "value"], possible: [] };
const authKeys: Readonly<Record<"bearer" | "basic" | "api_key" | "header" | "custom_header", KeysOfAuth>> = {
  bearer: { needed: ["token"], possible: [] },
  basic: { needed: ["username", "password"], possible: [] },
  api_key: { needed: ["key"], possible: ["name"] },
  header: ofHeader,
  custom_header: ofHeader,
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
