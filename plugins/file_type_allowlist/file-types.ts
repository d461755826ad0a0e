/** What a file's name, its declared media type and its first bytes say of its type. */

/** The extension of what a URI names, with its dot and in lower case; empty for none, undefined where the URI cannot be read. */
export function extensionOf(uri: string): string | undefined {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(uri);
  let rest = uri.slice(scheme?.[0].length ?? 0).split(/[?#]/, 1)[0] ?? "";
  if (/^(https?|wss?|s?ftp)$/i.test(scheme?.[1] ?? "")) rest = rest.replace(/^\/\/[^/\\]*/, "");
  const segment = rest.slice(Math.max(rest.lastIndexOf("/"), rest.lastIndexOf("\\")) + 1);
  let name: string;
  try {
    name = decodeURIComponent(segment);
  } catch {
    return undefined;
  }
  // An escaped slash, a NUL or an end that file systems drop: servers differ in which name they open.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant
  if (/[\0-\x1f\x7f/\\]|[. ]$/.test(name) && name !== "." && name !== "..") return undefined;
  const dot = name.lastIndexOf(".");
  return dot === -1 ? "" : name.slice(dot).toLowerCase();
}

/** A media type without its parameters, in lower case (RFC 9110 §8.3.1). */
export function essence(type: string): string {
  return (type.split(";", 1)[0] ?? "").trim().toLowerCase();
}

/** @property is whether a file of this signature may be declared as that type */
interface Signature {
  readonly type: string;
  readonly bytes: string;
  readonly at?: number;
  is(declared: string): boolean;
}

const only =
  (...types: readonly string[]) =>
  (declared: string) =>
    types.includes(declared);

/** Signatures long enough that no text begins with them by chance. Latin-1. */
const signatures: readonly Signature[] = [
  { type: "application/pdf", bytes: "%PDF-", is: only("application/pdf", "application/x-pdf") },
  { type: "image/png", bytes: "\x89PNG\r\n\x1a\n", is: only("image/png", "image/apng") },
  { type: "image/jpeg", bytes: "\xff\xd8\xff", is: only("image/jpeg", "image/jpg", "image/pjpeg") },
  { type: "image/gif", bytes: "GIF87a", is: only("image/gif") },
  { type: "image/gif", bytes: "GIF89a", is: only("image/gif") },
  { type: "image/webp", bytes: "WEBP", at: 8, is: only("image/webp") },
  {
    type: "application/zip",
    bytes: "PK\x03\x04",
    // Office documents, books and Java archives are ZIP files under types of their own.
    is: (declared) => /zip|openxmlformats|opendocument|java-archive|android|ms-\w+\.|apk/.test(declared),
  },
  { type: "application/gzip", bytes: "\x1f\x8b\x08", is: (declared) => /gzip|x-tgz|x-tar/.test(declared) },
  {
    type: "application/x-7z-compressed",
    bytes: "7z\xbc\xaf\x27\x1c",
    is: only("application/x-7z-compressed"),
  },
  { type: "application/vnd.rar", bytes: "Rar!\x1a\x07", is: (declared) => declared.includes("rar") },
  {
    type: "application/x-elf",
    bytes: "\x7fELF",
    is: (declared) => /elf|executable|sharedlib|x-object/.test(declared),
  },
  {
    type: "application/vnd.microsoft.portable-executable",
    bytes: "MZ\x90\x00",
    is: (declared) => /executable|msdownload|dosexec|exe$/.test(declared),
  },
  {
    type: "application/x-mach-binary",
    bytes: "\xcf\xfa\xed\xfe",
    is: (declared) => declared.includes("mach"),
  },
  { type: "application/wasm", bytes: "\0asm", is: only("application/wasm") },
];

/** The signature that a base64 value begins with, if it is one of those known. */
export function signatureOf(base64: string): Signature | undefined {
  const head = Buffer.from(base64.slice(0, 64), "base64").toString("latin1");
  return signatures.find(({ bytes, at = 0 }) => head.startsWith(bytes, at));
}
