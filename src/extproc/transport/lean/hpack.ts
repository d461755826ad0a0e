/** HPACK (RFC 7541): the decoder for what clients send. What we answer is made of literals, see headers.ts. */

import { fail } from "./errors.ts";

/** One header: octets as latin1 characters, whatever they are: to look at each here is work for what a list never holds. */
export interface Field {
  readonly name: string;
  readonly value: string;
}

/** What we let peers' tables grow to: the protocol's default, so no setting is sent. Bytes as of section 4.1. */
const maxTableSize = 4096;
const sizeOf = ({ name, value }: Field): number => name.length + value.length + 32;

const staticTable: readonly Field[] =
  `:authority|:method GET|:method POST|:path /|:path /index.html|:scheme http
:scheme https|:status 200|:status 204|:status 206|:status 304|:status 400|:status 404|:status 500|accept-charset
accept-encoding gzip, deflate|accept-language|accept-ranges|accept|access-control-allow-origin|age|allow
authorization|cache-control|content-disposition|content-encoding|content-language|content-length|content-location
content-range|content-type|cookie|date|etag|expect|expires|from|host|if-match|if-modified-since|if-none-match|if-range
if-unmodified-since|last-modified|link|location|max-forwards|proxy-authenticate|proxy-authorization|range|referer
refresh|retry-after|server|set-cookie|strict-transport-security|transfer-encoding|user-agent|vary|via|www-authenticate`
    .split(/[|\n]/)
    .map((line) => /^([^ ]+) ?(.*)$/.exec(line) ?? [])
    .map(([, name = "", value = ""]) => ({ name, value }));

/**
 * A connection's decoder, to be given each header block, whole and in order. Undefined for a list of over `maxListBytes`
 * (RFC 9113, section 6.5.2): the table is up to date all the same. Fails for what is no HPACK: the connection's end.
 */
export function createHpackDecoder(maxListBytes: number): (block: Buffer) => Field[] | undefined {
  /** The dynamic table, newest last. */
  const table: Field[] = [];
  let tableSize = 0;
  let tableLimit = maxTableSize;
  let block: Buffer;
  let at = 0;

  const next = (): number => block[at++] ?? fail("compression");

  /** An integer of section 5.1; one beyond anything sensible is an error. */
  const readInteger = (prefix: number): number => {
    let value = next() & prefix;
    if (value < prefix) return value;
    for (let shift = 0; shift <= 21; shift += 7) {
      const byte = next();
      value += (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return fail("compression");
  };

  const readString = (): string => {
    const isCoded = (block[at] ?? 0) >= 0x80;
    const length = readInteger(0x7f);
    const text = block.subarray(at, at + length);
    if (text.length < length) fail("compression");
    at += length;
    return isCoded ? decodeHuffman(text) : text.toString("latin1");
  };

  const lookUp = (index: number): Field =>
    (index > staticTable.length ? table.at(staticTable.length - index) : staticTable[index - 1]) ??
    fail("compression");

  const readLiteral = (prefix: number): Field => {
    const index = readInteger(prefix);
    const name = index === 0 ? readString() : lookUp(index).name;
    return { name, value: readString() };
  };

  return (bytes) => {
    [block, at] = [bytes, 0];
    const fields: Field[] = [];
    let listBytes = 0;
    while (at < block.length) {
      const first = block[at] as number;
      if ((first & 0xe0) === 0x20) {
        tableLimit = readInteger(0x1f);
        // Only in front of all fields (section 4.2).
        if (listBytes > 0 || tableLimit > maxTableSize) fail("compression");
      } else {
        const field = first >= 0x80 ? lookUp(readInteger(0x7f)) : readLiteral(first >= 0x40 ? 0x3f : 0x0f);
        listBytes += sizeOf(field);
        if (listBytes <= maxListBytes) fields.push(field);
        if (first >= 0x40 && first < 0x80) {
          table.push(field);
          tableSize += sizeOf(field);
        }
      }
      while (tableSize > tableLimit) tableSize -= sizeOf(table.shift() as Field);
    }
    return listBytes <= maxListBytes ? fields : undefined;
  };
}

/** Bits of each octet's code, from a for 5, and at last of the end of a string: as the code is canonical, all of it. */
const lengths = `
isxxxxxxxtzxxzxxxxxxxxzxxxxxxxxxbffhibdgffdgdbbbaaabbbbbbbcdkbhfibccccccccccccccccccccccdcdioijbkababab
bbaccbbbabcbaabccccckgjixprpprrrsrssssststtrstssssqrsrsstrqprrssqsrrtqrssqqrqsrssprrrsrrsvvporsruvvvwwv
tuoqvwwvwtqqvvxwwwptpqrqqsrruuttvsvwvvwwwwwxwwwwwvz`.replaceAll("\n", "");
const endOfString = 256;

/** Octets by their codes, with a bit in front that shows where those begin. */
const octets = new Map<number, number>();
for (let [bits, code] = [5, 0]; bits <= 30; bits++, code *= 2) {
  for (let octet = 0; octet < lengths.length; octet++) {
    if (lengths.charCodeAt(octet) === bits + 92) octets.set(2 ** bits + code++, octet);
  }
}

/** Decodes to text with a character per octet; fails for what is no such string (section 5.2). */
export function decodeHuffman(bytes: Uint8Array): string {
  let text = "";
  let code = 1;
  for (let at = 0; at < 8 * bytes.length; at++) {
    code = (code << 1) | (((bytes[at >>> 3] as number) >>> (7 - (at & 7))) & 1);
    const octet = code < 32 ? undefined : octets.get(code);
    if (octet === undefined) continue;
    if (octet === endOfString) fail("compression");
    text += String.fromCharCode(octet);
    code = 1;
  }
  // Padding is up to seven ones.
  return code < 256 && (code & (code + 1)) === 0 ? text : fail("compression");
}
