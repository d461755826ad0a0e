import { z } from "zod";
import { tls } from "./external-access-schema.ts";

/** What `services` of a plugin's entry says: which other plugins it may call, and the limits of its HTTP client and cache. */
export const servicesSchema = z.strictObject({
  plugins: z
    .array(z.string().min(1).max(255))
    .max(100)
    .default([])
    .describe("Names of the plugins that this one may call."),
  max_plugin_calls: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe("Calls of other plugins that one run of this plugin may make."),
  http: z
    .strictObject({
      allow_private_addresses: z
        .boolean()
        .default(false)
        .describe(
          "`true`: requests may go to loopback, private and IPv6 addresses, and to names that have such ones.",
        ),
      timeout_ms: z
        .int()
        .min(1)
        .max(3_600_000)
        .default(5000)
        .describe("Milliseconds for one request, waiting and the whole answer included."),
      max_response_bytes: z
        .int()
        .min(1)
        .max(1_073_741_824)
        .default(1_048_576)
        .describe("Largest body of an answer."),
      max_concurrent: z
        .int()
        .min(1)
        .max(1000)
        .default(10)
        .describe("Requests at a time; `max_queue` more wait."),
      max_queue: z.int().min(0).max(100_000).default(1000).describe("Requests that wait; further ones fail."),
      tls: tls.nullish(),
    })
    .prefault({})
    .describe("The plugin's HTTP client."),
  cache: z
    .strictObject({
      max_entries: z
        .int()
        .min(1)
        .max(10_000_000)
        .default(10_000)
        .describe("Values; the least recently used go first."),
      max_bytes: z
        .int()
        .min(1)
        .max(4_294_967_296)
        .default(8_388_608)
        .describe("Memory of keys and values, as JSON in UTF-16."),
      ttl_seconds: z
        .number()
        .min(0.001)
        .max(86_400)
        .default(300)
        .describe("Seconds that a value is kept, unless the plugin says less."),
    })
    .prefault({})
    .describe("The plugin's cache."),
});

export type ServicesSettings = z.output<typeof servicesSchema>;

export const defaultServices: ServicesSettings = servicesSchema.parse({});
