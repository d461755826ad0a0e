/** What answers of the catalogue are made of. */
import { bytes, marker, type ResponseCase } from "./case.ts";

type Expect = ResponseCase["expect"];
type Body = ResponseCase["body"];
type Row = readonly [name: string, body: Body, expect?: Expect | undefined, more?: Partial<ResponseCase>];

export const all = (
  fallback: Expect,
  rows: readonly Row[],
  more: Partial<ResponseCase> = {},
): ResponseCase[] =>
  rows.map(([name, body, expect = fallback, own]) => ({ name, body, expect, ...more, ...own }));

/** A result with this JSON text for its text. */
export const content = (text: string): string => `"content":[{"type":"text","text":${text}}]`;
export const result = (inner: string, id = "@ID@"): string =>
  `{"jsonrpc":"2.0","id":${id},"result":{${inner}}}`;
export const good = result(content('"fine"'));
export const bad = result(content(`"${marker}"`));
export const text = (value: string): string => result(content(value));
export const error = (inner: string, id = "@ID@"): string =>
  `{"jsonrpc":"2.0","id":${id},"error":{${inner}}}`;
export const event = (data: string, more = ""): string => `${more}data: ${data}\n\n`;
export const bom = [0xef, 0xbb, 0xbf];
/** A result whose text holds these bytes. */
export const raw = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  bytes('{"jsonrpc":"2.0","id":@ID@,"result":{"content":[{"type":"text","text":"', ...parts, '"}]}}');
export const utf16 = (value: string): Uint8Array => Buffer.from(value, "utf16le");
export const progress =
  '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":1}}';
