/** Messages with spacing, escapes and numbers that no serialiser writes back the same. */
export type Message = {
  readonly name: string;
  readonly request: string;
  /** Absent: 202. */
  readonly answer?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export const odd =
  '{"big":12345678901234567890123,"e":-0.0E-0,"f":1.50,"u":"\\u00e9é\\/\\ud83d\\ude00😀","":[ ]}';
export const meta = `"_meta" : ${odd}`;

/** Both in an order of keys that is not the usual one. */
export const request = (method: string, params = `{${meta}}`, id = "1") =>
  `{ "params" : ${params},\r\n\t"method":"${method}", "id" :${id},"jsonrpc":"2.0" }\n`;
export const answer = (result: string, id = "1") => `\n{"result" : ${result} ,"id":${id} , "jsonrpc":"2.0"} `;

/** The headers and `_meta` of a request of 2026-07-28. */
export const modern = (method: string, name?: string) => ({
  "mcp-protocol-version": "2026-07-28",
  "mcp-method": method,
  ...(name !== undefined && { "mcp-name": name }),
});
export const modernMeta =
  '"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{ } }';

/** Names of the protocol in other letters, where names are the tool's, the user's or anybody's own. */
export const own =
  '{"Name":"a","METHOD":1,"Params":[ ],"Arguments":{},"Content":"x","RESULT":1,"Text":"y","ID":2,"Uri":"z","jsonRPC":"1","Error":null,"_Meta":0}';
export const named = '{"Name":"a","METHOD":"b","Content":"c","Uri":"d"}';
