import { fileURLToPath } from "node:url";

/** The plugin `patient.ts` on results, with settings of `adapter:`. */
export const patientConfig = (
  adapter = "",
): string => `plugin_dirs: [${fileURLToPath(new URL(".", import.meta.url))}]
plugin_settings: { plugin_timeout: 300 }
plugins:
  - name: patient
    kind: ./patient.ts
    hooks: [tool_post_invoke]
    mode: enforce
adapter: {${adapter}}
`;

/** Time enough for a plugin that waits for its test. */
export const longBudget = "limits: { message_timeout_ms: 300000, message_budget_ms: 240000 }";
export const longTimeout = { messageTimeoutMs: 300_000 };

export const call = (id: number | string = 1): string =>
  `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"method":"tools/call","params":{"name":"t","arguments":{}}}`;

export const result = (text: string, id: number | string = 1): string =>
  `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{"content":[{"type":"text","text":"${text}"}]}}`;

export const event = (data: string): string => `data: ${data}\n\n`;

export const progress = (n: number): string =>
  event(`{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":${n}}}`);

export const denied = (id: number | string = 1): string =>
  `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"error":{"code":40300,"message":"No -- never","data":{"plugin":"patient","code":"NOPE"}}}`;

/** An error of the adapter's own, as it stands in an event. */
export const ownError = (code: string, message: string, id: number | string = 1, rpcCode = -32600): string =>
  `event: message\ndata: ${JSON.stringify({ jsonrpc: "2.0", id, error: { code: rpcCode, message, data: { code } } })}\n\n`;

export const eventHead = { "content-type": "text/event-stream" } as const;
