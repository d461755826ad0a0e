/** What a case of the catalogue is: bytes of one side, and what has to become of them. */

export type Era = "2025-03-26" | "2025-06-18" | "2025-11-25" | "2026-07-28";

/**
 * `forwarded`: it arrives byte for byte. `denied`: a plugin saw it and denied it. `refused …`: the adapter itself, with
 * this code of docs/reference/wire.md; `refused by envoy`: it never comes as far as the adapter.
 */
export type Verdict = "forwarded" | "denied" | `refused ${string}`;

export type HeaderList = readonly (readonly [name: string, value: string])[];

/** A request that a client could send. */
export type RequestCase = {
  /** `class/case`. */
  readonly name: string;
  readonly body: string | Uint8Array;
  /** In the place of all default headers of the same name; an empty value sends none. */
  readonly headers?: HeaderList;
  /** What `mcp-protocol-version` says unless `headers` does. Default: 2025-06-18. */
  readonly era?: Era;
  /** Default: POST. */
  readonly method?: string;
  /** Default: /mcp. */
  readonly path?: string;
  /** The body as it is framed, where that is no `content-length` of its own: the text of headers and body. */
  readonly framed?: { readonly headers: HeaderList; readonly bytes: string | Uint8Array };
  readonly expect: Verdict;
};

/** An answer that a server could give to `tools/call`, or what it sends on a stream that a GET opened. */
export type ResponseCase = {
  readonly name: string;
  /** `@ID@` stands for the id of the request. Pieces are written one by one. */
  readonly body: string | Uint8Array | readonly (string | Uint8Array)[];
  /** Default: json, the answer to a POST. */
  readonly leg?: "json" | "events" | "get stream";
  readonly status?: number;
  /** In the place of the default `content-type`. */
  readonly headers?: HeaderList;
  /** `replaced`: something else arrives, without the marker: the adapter left a piece out or spelled it otherwise. */
  /** How the pieces are encoded, each alone. Default: as `content-encoding` says. */
  readonly encoding?: Encoding;
  readonly expect: Verdict | "replaced";
};

export type Encoding =
  | "gzip"
  | "raw deflate"
  | "gzip and garbage"
  | "deflate and garbage"
  | "br and garbage"
  | "zstd and garbage"
  | "gzip cut short"
  | "br cut short"
  | "zstd cut short"
  | "gzip twice"
  | "gzip four times"
  | "br in gzip"
  | "chunks"
  | "chunks of gzip"
  | "chunks, gzip in trailers"
  | "chunks of gzip, gzip in trailers";

/** The tool that the plugin denies, and the word that it denies everywhere. */
export const deniedTool = "secret";
export const marker = "nightfall";

/** A harmless call, and one of the denied tool. */
export const echo = '{"name":"echo","arguments":{"text":"hi"}}';
export const secret = '{"name":"secret","arguments":{"text":"hi"}}';

/** A request of this method around the text of its parameters. */
export const request = (method: string, params: string, id = "1"): string =>
  `{"jsonrpc":"2.0","id":${id},"method":"${method}","params":${params}}`;
export const call = (params: string, id = "1"): string => request("tools/call", params, id);
/** A call of the harmless tool with this JSON text for its text. */
export const say = (text: string): string => call(`{"name":"echo","arguments":{"text":${text}}}`);

/** Bytes from text and numbers. */
export const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

/** The cases of one class under its name. */
export function of<T extends { readonly name: string }>(group: string, cases: readonly T[]): T[] {
  return cases.map((one) => ({ ...one, name: `${group}/${one.name}` }));
}
