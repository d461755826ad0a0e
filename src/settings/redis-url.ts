/** Where a Redis is, and which of its databases is meant. */
export type RedisTarget = {
  readonly database: number;
  readonly username?: string;
  readonly password?: string;
} & (
  | { readonly kind: "tcp"; readonly host: string; readonly port: number; readonly tls: boolean }
  | { readonly kind: "unix"; readonly path: string }
);

export type RedisUrlReading =
  | { readonly ok: true; readonly target: RedisTarget }
  | { readonly ok: false; readonly expected: string };

const expected = "redis://host:6379/0, rediss://host:6379/0 (TLS) or unix:///run/redis.sock?db=0";
const usualPort = 6379;
/** Redis takes no more; 16 are usual. */
const mostDatabase = 2 ** 31 - 1;

/** Reads the URLs that Redis' own clients take, user and password among them. What is wrong is told without the text. */
export function readRedisUrl(text: string): RedisUrlReading {
  const no = { ok: false, expected } as const;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hash !== "") return no;
  const isUnix = url.protocol === "unix:";
  const databases = url.searchParams.getAll("db");
  // Whatever else a client may understand there, we don't.
  if (databases.length > (isUnix ? 1 : 0) || [...url.searchParams.keys()].length > databases.length)
    return no;
  const path = decode(url.pathname);
  const username = decode(url.username);
  const password = decode(url.password);
  if (path === undefined || username === undefined || password === undefined) return no;
  const credentials = { ...(username !== "" && { username }), ...(password !== "" && { password }) };
  const database = databaseOf(isUnix ? (databases[0] ?? "") : path.replace(/^\//, ""));
  if (database === undefined) return no;
  if (isUnix) {
    if (url.host !== "" || path.length < 2 || path.includes("\0")) return no;
    return { ok: true, target: { kind: "unix", path, database } };
  }
  const tls = url.protocol === "rediss:";
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if ((!tls && url.protocol !== "redis:") || !/^[A-Za-z0-9._:-]{1,253}$/.test(host)) return no;
  const port = url.port === "" ? usualPort : Number(url.port);
  if (port === 0) return no;
  return { ok: true, target: { kind: "tcp", host, port, tls, database, ...credentials } };
}

/** The URL as it may be shown: without user and password. */
export function shownTarget(target: RedisTarget): string {
  const { database } = target;
  if (target.kind === "unix") return `unix://${target.path}?db=${database}`;
  const host = target.host.includes(":") ? `[${target.host}]` : target.host;
  return `${target.tls ? "rediss" : "redis"}://${host}:${target.port}/${database}`;
}

function databaseOf(text: string): number | undefined {
  if (text === "") return 0;
  return /^[0-9]{1,10}$/.test(text) && Number(text) <= mostDatabase ? Number(text) : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
