/** Answers that are not quite one, and bytes that one JSON reader takes and another does not. */
import { bytes, of, type ResponseCase } from "./case.ts";
import { all, bad, bom, content, error, good, raw, result, text, utf16 } from "./response-parts.ts";

const envelopes = all("refused hybrid", [
  [
    "result and error",
    `{"jsonrpc":"2.0","id":@ID@,"result":{${content('"nightfall"')}},"error":{"code":1,"message":"x"}}`,
  ],
  [
    "error and result",
    `{"jsonrpc":"2.0","id":@ID@,"error":{"code":1,"message":"nightfall"},"result":{${content('"fine"')}}}`,
  ],
  ["result and null error", `{"jsonrpc":"2.0","id":@ID@,"result":{${content('"nightfall"')}},"error":null}`],
  [
    "null result and error",
    `{"jsonrpc":"2.0","id":@ID@,"result":null,"error":{"code":1,"message":"nightfall"}}`,
  ],
  ["method and result", `{"jsonrpc":"2.0","id":@ID@,"method":"ping","result":{${content('"nightfall"')}}}`],
  ["no version", `{"id":@ID@,"result":{${content('"nightfall"')}}}`, "refused bad_version"],
  ["version 1.0", `{"jsonrpc":"1.0","id":@ID@,"result":{${content('"nightfall"')}}}`, "refused bad_version"],
  [
    "version that is a number",
    `{"jsonrpc":2.0,"id":@ID@,"result":{${content('"nightfall"')}}}`,
    "refused bad_version",
  ],
  ["another id", result(content('"nightfall"'), "987"), "refused foreign_id"],
  ["id in a text", result(content('"nightfall"'), '"@ID@"'), "refused foreign_id"],
  ["id with a fraction", result(content('"nightfall"'), "@ID@.0"), "refused bad_id"],
  ["id with an exponent", result(content('"nightfall"'), "@ID@e0"), "refused bad_id"],
  ["id null", result(content('"nightfall"'), "null"), "refused bad_id"],
  ["no id", `{"jsonrpc":"2.0","result":{${content('"nightfall"')}}}`, "refused missing_id"],
  ["id list", result(content('"nightfall"'), "[@ID@]"), "refused bad_id"],
  ["error with id null", error('"code":1,"message":"nightfall"', "null"), "denied"],
  ["error without id", '{"jsonrpc":"2.0","error":{"code":1,"message":"nightfall"}}', "denied"],
  ["result that is a text", '{"jsonrpc":"2.0","id":@ID@,"result":"nightfall"}', "refused bad_result"],
  ["result that is a list", '{"jsonrpc":"2.0","id":@ID@,"result":["nightfall"]}', "refused bad_result"],
  ["error that is a text", '{"jsonrpc":"2.0","id":@ID@,"error":"nightfall"}', "refused bad_error"],
  ["list of one", `[${bad}]`, "refused batch"],
  ["list of two", `[${good},${bad}]`, "refused batch"],
  ["list within a list", `[[${bad}]]`, "refused batch"],
  [
    "request in place of an answer",
    '{"jsonrpc":"2.0","id":1,"method":"sampling/createMessage","params":{"x":"nightfall"}}',
    "refused no_answer",
  ],
  [
    "notification in place of an answer",
    '{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"nightfall"}}',
    "refused no_answer",
  ],
  ["text", '"nightfall"', "refused not_an_object"],
]);

const readers = all("refused trailing_bytes", [
  ["text behind", `${bad}garbage`],
  ["a second answer behind", `${good}${bad}`],
  ["a second answer on a line of its own", `${good}\n${bad}`],
  ["the word first", `${bad}\n${good}`],
  ["NUL behind", bytes(bad, [0])],
  ["comma behind", `${bad},`],
  ["BOM", bytes(bom, bad), "refused byte_order_mark"],
  ["two BOMs", bytes(bom, bom, bad), "refused byte_order_mark"],
  ["UTF-16LE", utf16(bad), "refused syntax"],
  ["UTF-16LE with BOM", bytes([0xff, 0xfe], [...utf16(bad)]), "refused invalid_utf8"],
  [
    "UTF-16 with charset",
    utf16(bad),
    "refused response_content_type",
    { headers: [["content-type", "application/json; charset=utf-16le"]] },
  ],
  ["Latin-1 letter", raw("nightfall caf", [0xe9]), "refused invalid_utf8"],
  ["invalid byte", raw("nightfall", [0xff]), "refused invalid_utf8"],
  ["overlong letter", raw("n", [0xc1, 0xa9], "ghtfall nightfall"), "refused invalid_utf8"],
  ["surrogate in UTF-8", raw("nightfall", [0xed, 0xa0, 0x80]), "refused invalid_utf8"],
  ["lone surrogate", text('"nightfall\\ud800"'), "refused lone_surrogate"],
  ["NaN", result(`${content('"nightfall"')},"structuredContent":{"n":NaN}`), "refused syntax"],
  ["Infinity", result(`${content('"nightfall"')},"structuredContent":{"n":Infinity}`), "refused syntax"],
  ["1e400", result(`${content('"nightfall"')},"structuredContent":{"n":1e400}`), "refused number_range"],
  ["comment", result(`${content('"nightfall"')}/* */`), "refused syntax"],
  ["comma before a brace", result(`${content('"nightfall"')},`), "refused syntax"],
  ["tab in a string", text('"nightfall\t"'), "refused syntax"],
  ["single quotes", bad.replaceAll('"', "'"), "refused syntax"],
  ["unfinished", bad.slice(0, -1), "refused syntax"],
  [
    "1,000 levels",
    result(`${content('"nightfall"')},"structuredContent":{"a":${"[".repeat(1000)}${"]".repeat(1000)}}`),
    "refused depth",
  ],
  [
    "100,000 levels",
    result(
      `${content('"nightfall"')},"structuredContent":{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
    ),
    "refused depth",
  ],
  [
    "written letter by letter",
    ['{"jsonrpc":"2.0","id":@ID@,', ...`"result":{${content('"nightfall"')}}}`],
    "denied",
  ],
]);

export const responseEnvelopeCases: readonly ResponseCase[] = [
  ...of("envelope", envelopes),
  ...of("reader", readers),
];
