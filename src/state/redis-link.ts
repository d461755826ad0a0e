import { isIP } from "node:net";
import type { RedisTarget } from "../settings/redis-url.ts";

/** One connection to Redis, from its making to its end; it never connects again by itself. */
export interface RedisLink {
  /** Connected and logged in. Rejects with a `LinkError`. */
  readonly ready: Promise<void>;
  /** Rejects with a `LinkError`. */
  send(command: readonly string[]): Promise<unknown>;
  /** Ends it at once; what is under way rejects. */
  destroy(): void;
}

/** @param ended called at least once when the connection has ended by itself, with a code */
export type OpenLink = (ended: (code: string) => void) => RedisLink;

/** What went wrong: the system's code (`ECONNREFUSED`), or the first word of Redis' error (`NOAUTH`). Never its text. */
export class LinkError extends Error {
  override name = "LinkError";
  readonly code: string;
  /** Redis has answered so; the connection is as it was. */
  readonly isReply: boolean;

  constructor(code: string, isReply: boolean) {
    super(code);
    this.code = code;
    this.isReply = isReply;
  }
}

/** PEM texts. */
export interface LinkTls {
  readonly ca?: Uint8Array;
  readonly cert?: Uint8Array;
  readonly key?: Uint8Array;
  readonly serverName?: string;
}

export interface LinkOptions {
  readonly target: RedisTarget;
  readonly username: string | undefined;
  /** Asked for each connection, as it may have changed. */
  readonly password: () => Promise<string | undefined>;
  readonly tls: LinkTls | undefined;
  readonly connectTimeoutMs: number;
}

/** How connections are made. The client is loaded here only: most processes have no Redis. */
export async function redisLinks(options: LinkOptions): Promise<OpenLink> {
  const { createClient, ErrorReply } = await import("@redis/client");
  const { target, username, password, connectTimeoutMs } = options;

  const credentials = async () => {
    const now = await password();
    return { ...(username !== undefined && { username }), ...(now !== undefined && { password: now }) };
  };
  const linkError = (error: unknown): LinkError =>
    error instanceof ErrorReply
      ? new LinkError(/^[A-Z]{2,30}(?![^ ])/.exec(error.message)?.[0] ?? "ERR", true)
      : new LinkError(errorCode(error), false);

  return (ended) => {
    const client = createClient({
      // Commands since 6.2 are all that is used, and proxies know this version best.
      RESP: 2,
      credentialsProvider: { type: "async-credentials-provider", credentials },
      database: target.database,
      // What is not sent at once has failed; timeouts are the store's, as the client's end with the sending.
      disableOfflineQueue: true,
      commandOptions: { timeout: 0 },
      disableClientInfo: true,
      maintNotifications: "disabled",
      socket: { ...socketOf(options), connectTimeout: connectTimeoutMs, reconnectStrategy: false },
    });
    let destroyed = false;
    client.on("error", (error: unknown) => ended(linkError(error).code));
    // One that is destroyed while it connects would else connect all the same.
    client.on("connect", () => destroyed && client.destroy());
    const rejected = (error: unknown) => {
      throw linkError(error);
    };
    return {
      ready: client.connect().then(() => {}, rejected),
      send: (command) => client.sendCommand([...command]).catch(rejected),
      destroy() {
        destroyed = true;
        client.destroy();
      },
    };
  };
}

function socketOf({ target, tls }: LinkOptions) {
  if (target.kind === "unix") return { path: target.path };
  const { host, port } = target;
  if (!target.tls) return { host, port };
  const servername = tls?.serverName ?? (isIP(host) === 0 ? host : undefined);
  return {
    host,
    port,
    tls: true as const,
    ...(servername !== undefined && { servername }),
    ...(tls?.ca !== undefined && { ca: Buffer.from(tls.ca) }),
    ...(tls?.cert !== undefined && { cert: Buffer.from(tls.cert) }),
    ...(tls?.key !== undefined && { key: Buffer.from(tls.key) }),
  };
}

function errorCode(error: unknown): string {
  const { code, name } = (typeof error === "object" && error !== null ? error : {}) as {
    readonly code?: unknown;
    readonly name?: unknown;
  };
  const isWord = (text: unknown): text is string => typeof text === "string" && /^\w{1,100}$/.test(text);
  return isWord(code) ? code : isWord(name) && name !== "Error" ? name : constructorOf(error);
}

/** Errors of the client have a class each, and no other name. */
function constructorOf(error: unknown): string {
  return error instanceof Error ? error.constructor.name : "unknown";
}
