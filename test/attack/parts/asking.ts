import { echo, type RequestCase, type ResponseCase, request } from "../catalogue/case.ts";

const modern = "2026-07-28";
const params: Readonly<Record<string, string>> = {
  initialize: '"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"attack","version":"1"}',
  "tools/call": echo.slice(1, -1),
  "prompts/get": '"name":"echo"',
  "resources/read": '"uri":"echo://a"',
  "resources/subscribe": '"uri":"echo://a"',
  "resources/directory/read": '"uri":"skill://a"',
  "skills/get": '"uri":"skill://a"',
  "completion/complete": '"ref":{"type":"ref/prompt","name":"echo"},"argument":{"name":"text","value":"x"}',
  "logging/setLevel": '"level":"info"',
  "tasks/get": '"taskId":"t"',
  "tasks/result": '"taskId":"t"',
  "tasks/cancel": '"taskId":"t"',
  "tasks/update": '"taskId":"t","inputResponses":{}',
  "subscriptions/listen": '"notifications":{"resourceSubscriptions":["a:b"]}',
};
const meta = `"_meta":{"io.modelcontextprotocol/protocolVersion":"${modern}","io.modelcontextprotocol/clientCapabilities":{}}`;

/** The parameters that a request of this method is sent with: JSON without its braces. */
export function paramsOf(method: string): string {
  return params[method] ?? "";
}

/** The id of the request that `askingFor` sends, as JSON. */
export const askedId = "7";

/** The request that a client is answered with the case. */
export function askingFor(one: ResponseCase): RequestCase {
  const { leg, era, requestHeaders = [], to = "tools/call" } = one;
  const more = { expect: "forwarded", ...(era && { era }) } as const;
  if (leg === "get stream") {
    const headers = [["accept", "text/event-stream"], ["content-type", ""], ...requestHeaders] as const;
    return { name: "a stream", method: "GET", body: "", headers, ...more };
  }
  const own = paramsOf(to);
  const all = [...(own === "" ? [] : [own]), ...(era === modern ? [meta] : [])].join(",");
  const mirrored = era === modern ? mirrors(to) : [];
  return {
    name: to,
    body: request(to, `{${all}}`, askedId),
    headers: [...mirrored, ...requestHeaders],
    ...more,
  };
}

function mirrors(method: string): [string, string][] {
  const name = /"(?:name|uri|taskId)":"([^"]*)"/.exec(paramsOf(method))?.[1];
  const named = ["tools/call", "prompts/get", "resources/read", "tasks/get", "tasks/update", "tasks/cancel"];
  return [
    ["mcp-method", method],
    ...(name !== undefined && named.includes(method) ? ([["mcp-name", name]] as [string, string][]) : []),
  ];
}
