import { z } from "zod";
import { check } from "../../framework/config/check.ts";
import { type LocatedMapping, locationOf } from "../../framework/config/located.ts";
import { type Address, readAddress } from "../../settings/address.ts";
import { type Finding, fileFinding } from "../findings.ts";

export interface ServeFlags {
  readonly transport?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly uds?: string | undefined;
}

export type ServeSettings =
  | { readonly transport: "stdio" }
  | { readonly transport: "http"; readonly address: Address; readonly token: string | undefined };

export type ServeReading =
  | { readonly ok: true; readonly settings: ServeSettings }
  | { readonly ok: false; readonly problems: readonly Finding[] };

type Environment = Readonly<Record<string, string | undefined>>;

const serverSettings = z.object({
  host: z.string().min(1).nullish(),
  port: z.int().min(0).max(65_535).nullish(),
  uds: z.string().min(1).nullish(),
  tls: z.unknown().optional(),
});

/**
 * How plugins are to be served, from flags, else `server_settings` of the file, else ContextForge's variables
 * `PLUGINS_TRANSPORT`, `PLUGINS_SERVER_HOST`, `_PORT` and `_UDS`, else 127.0.0.1:8000. Where nothing names a transport,
 * a flag for an address means HTTP, and a standard input that is no terminal stdio, as in ContextForge.
 * TLS is refused: a listener that was meant to have it must not go without.
 */
export function readServeSettings(
  flags: ServeFlags,
  document: LocatedMapping,
  environment: Environment,
  inputIsTerminal: boolean,
): ServeReading {
  const variable = (name: string): string | undefined => environment[name] || undefined;
  const addressed = [flags.host, flags.port, flags.uds].some((flag) => flag !== undefined);
  const transport =
    flags.transport ??
    (addressed ? "http" : (variable("PLUGINS_TRANSPORT") ?? (inputIsTerminal ? "http" : "stdio")));
  const word = transport.toLowerCase();
  if (word === "stdio" && addressed) return wrong("--transport stdio has no --host, --port or --uds");
  if (word === "stdio") return { ok: true, settings: { transport: "stdio" } };
  if (word !== "http" && word !== "streamablehttp") {
    return wrong(`the transport is "${transport}": expected stdio or http`);
  }

  const checked = check(serverSettings, document, ["server_settings"], true, {});
  if (!checked.ok) return { ok: false, problems: checked.problems.map(fileFinding) };
  const inFile = checked.value;
  if (inFile.tls !== undefined && inFile.tls !== null) {
    const path = ["server_settings", "tls"];
    return { ok: false, problems: [{ ...locationOf(document, path), key: path.join("."), message: noTls }] };
  }
  if (/^(?:true|1|yes|on)$/i.test(variable("PLUGINS_SERVER_SSL_ENABLED") ?? "")) return wrong(noTls);
  const token = variable("PLUGINS_SERVER_TOKEN");

  const socket = flags.uds ?? (addressed ? undefined : (inFile.uds ?? variable("PLUGINS_SERVER_UDS")));
  const host = flags.host ?? inFile.host ?? variable("PLUGINS_SERVER_HOST") ?? "127.0.0.1";
  const port = flags.port ?? String(inFile.port ?? variable("PLUGINS_SERVER_PORT") ?? 8000);
  const text = socket === undefined ? `${host.includes(":") ? `[${host}]` : host}:${port}` : `unix:${socket}`;
  const reading = readAddress(text);
  if (!reading.ok) return wrong(`the address ${text}: expected ${reading.expected}`);
  return { ok: true, settings: { transport: "http", address: reading.address, token } };
}

const noTls =
  "plugins are not served over TLS: listen on a unix socket or the loopback, behind a proxy that has it";

function wrong(message: string): ServeReading {
  return { ok: false, problems: [{ file: "plugins serve", line: 0, column: 0, key: "", message }] };
}
