/** What a case of the catalogue is: bytes of one side, and what has to become of them. */

export type Era = "2025-03-26" | "2025-06-18" | "2025-11-25" | "2026-07-28";

/**
 * `forwarded`: it arrives byte for byte. `denied`: a plugin saw it and denied it, and its sender is told; `denied in
 * place`: so that only what a plugin denied is gone (a notification, an answer, an event). `refused …`: the adapter
 * itself, with this code of docs/reference/wire.md; `refused by envoy`: it never comes as far as the adapter.
 */
export type Verdict = "forwarded" | "denied" | "denied in place" | `refused ${string}`;

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
  /** Default: 1.1. */
  readonly http?: "1.0" | "1.1" | "2";
  /** Of HTTP/1: the whole line, in the place of method, path and version. */
  readonly requestLine?: string;
  readonly http2?: Http2Shape;
  /** A server keeps its answer open, so that its end is not waited for. */
  readonly staysOpen?: true;
  /** The body as it is framed, where that is no `content-length` of its own: the text of headers and body. */
  readonly framed?: { readonly headers: HeaderList; readonly bytes: string | Uint8Array };
  /** `replaced`: a server gets an error in the place of an answer that it could not read, so that what asked for it ends. */
  readonly expect: Verdict | "replaced";
};

/** How a case is cut into frames of HTTP/2. There `headers` hold pseudo headers, too. */
export type Http2Shape = {
  readonly trailers?: HeaderList;
  /** Bytes of a DATA frame. */
  readonly dataBytes?: number;
  /** Bytes behind each piece of data. */
  readonly padding?: number;
  /** The headers go on in a CONTINUATION frame. */
  readonly continuation?: boolean;
  /** Pseudo headers of `headers` stay behind the plain ones. */
  readonly inOrder?: boolean;
  /** END_STREAM on the headers, whatever follows. */
  readonly headersEnd?: boolean;
};

/** An answer that a server could give, or what it sends on a stream that a GET opened. */
export type ResponseCase = {
  readonly name: string;
  /** The method of the request that is answered. Default: tools/call. */
  readonly to?: string;
  /** As in a request. */
  readonly era?: Era;
  /** Further headers of the request. */
  readonly requestHeaders?: HeaderList;
  /** `@ID@` stands for the id of the request. Pieces are written one by one. */
  readonly body: string | Uint8Array | readonly (string | Uint8Array)[];
  /** Default: json, the answer to a POST. */
  readonly leg?: "json" | "events" | "get stream";
  readonly status?: number;
  /** In the place of the default `content-type`. */
  readonly headers?: HeaderList;
  /** How the pieces are encoded, each alone. Default: as `content-encoding` says. */
  readonly encoding?: Encoding;
  /** `replaced`: something else arrives, without the marker: the adapter left a piece out or spelled it otherwise. */
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
