/** What a name says of the value that it is given. */
export type NameKind = "password" | "token";

const set = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/**
 * Whether a name is a secret's: by its last word, and what stands before a word that is not enough by itself. The name of
 * a file, an id, a number of tokens is no secret's, and neither is one that says that the value is made up.
 */
export function kindOfName(name: string): NameKind | undefined {
  const before = known.get(name);
  if (before !== undefined) return before === "none" ? undefined : before;
  const kind = readKind(name);
  if (known.size >= maxKnown) known.clear();
  known.set(name, kind ?? "none");
  return kind;
}

/** Names come again and again, in a text of records thousands of times. */
const known = new Map<string, NameKind | "none">();
const maxKnown = 1024;

function readKind(name: string): NameKind | undefined {
  const words = wordsOf(name);
  while (words.length > 1 && trailing.has(words.at(-1) as string)) words.pop();
  const last = words.at(-1);
  if (
    last === undefined ||
    words.some((word) => others.has(word) || unreal.has(word) || guardsForm.test(word))
  )
    return undefined;
  if (last === "token" && once.has(words.at(-2) as string)) return undefined;
  if (passwords.has(last) || endsIn(last, ["password", "passwd", "passphrase"])) return "password";
  if (tokens.has(last) || endsIn(last, ["token", "secret", "apikey", "secretkey", "accesskey", "authkey"])) {
    return "token";
  }
  if (last === "key" || last === "keys" || last === "salt") {
    return words.length > 1 && leading.has(words.at(-2) as string) ? "token" : undefined;
  }
  return undefined;
}

/** Whether a name is that of an identifier: `SegmentId`, but not `client_id` or `access_key_id`, which go with a secret. */
export function isIdentifierName(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1);
  return (
    (last === "id" || last === "ids" || last === "uuid" || last === "arn") &&
    !paired.has(words.at(-2) as string)
  );
}

const paired = set("client key user account app application license access tenant");

/** Words of `snake_case`, `kebab-case`, `dotted.names` and `camelCase`, in small letters. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

function endsIn(word: string, endings: readonly string[]): boolean {
  return endings.some((ending) => word.endsWith(ending));
}

const passwords = set("password passwd passphrase pwd pass passcode pw dbpass userpass");
const tokens = set(
  "token secret secrets apikey credential credentials auth authorization bearer jwt pat tokens creds cred",
);
/** What makes a key a secret one. */
const leading = set(
  "api app application access account admin aes auth authentication authorization client consumer crypt crypto deploy " +
    "encryption encrypt decryption function hmac host integration jwt licence license master private project rest root " +
    "secret security server service session shared signing sign signature storage subscription system user webhook write " +
    "read bot developer dev ssh rsa primaryaccess",
);
/** After the word that matters. */
const trailing = set(
  "value string str text env prod production dev test staging live v1 v2 1 2 3 base64 b64 hex new old raw",
);
/** Names with one of these are of something else. */
const others = set(
  "public pub csrf xsrf page next continuation cursor sync hash checksum digest file filename path dir folder url uri link " +
    "endpoint type kind count limit max min length size usage index position name id ids ttl expiry expires expiration " +
    "version format prefix suffix pattern regex header field column table foreign primary cache sort partition row object " +
    "message error description label title help placeholder policy algorithm alg status store provider manager " +
    "authenticity antiforgery requestverification nonce",
);
/** Names with one of these say that the value is made up. */
const unreal = set("fake dummy mock sample example invalid bogus non not no nonexistent");
/** `csrfmiddlewaretoken` */
const guardsForm = /^[cx]srf/;
/** Tokens that keep a request from being done twice, or lock what it changes: they open nothing. */
const once = set("change lock idempotency idempotent action import paging resume pagination marker starting");
